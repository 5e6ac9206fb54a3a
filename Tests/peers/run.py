#!/usr/bin/env python3
"""Other people's programs against ours, in both directions.

usage: Tests/peers/run.py [--programs DIR] [--quick] [--list] [--only WORD] [--table]

  --programs DIR   where our programs are (default: .build/release, otherwise .build/debug)
  --quick          without the attacks, which take their time
  --list           one line a check: its name, a tab, and what it lacks here (nothing: it can run)
  --only WORD      only the checks whose names hold WORD, or the one named exactly so
  --table          at the end a table: which peer was what to which of our programs

Each check starts its servers on the loopback interface, at ports that were free, and ends them. The last line says how many passed, failed
and were skipped. Debian's packages: curl lftp swaks exim4-daemon-light vsftpd nginx-light openssl netcat-openbsd chromium, python3-requests,
-websockets, -aiosmtpd, -pyftpdlib, -flask, -openssl.
"""
import argparse
import os
import sys
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bench
import attacks, basics, chat, mail, transfers, web  # noqa: F401 (each registers its checks)


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("--programs")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--list", action="store_true")
    options.add_argument("--only")
    options.add_argument("--table", action="store_true")
    options = options.parse_args()
    checks = [c for c in bench.CHECKS if not (options.quick and c.is_slow)]
    if options.only:
        checks = [c for c in checks if c.name == options.only] or [c for c in checks if options.only in c.name]
        if not checks:
            sys.exit(f"no check's name holds {options.only!r}: --list has them")
    if options.list:
        for check in checks:
            print(f"{check.name}\t{check.lacks() or ''}")
        return
    bench.find_programs(options.programs)
    results = []
    for check in checks:
        lacks = check.lacks()
        if lacks:
            print(f"skip  {check.name}: {lacks}", flush=True)
            results.append((check, "skipped"))
            continue
        start = time.monotonic()
        try:
            with bench.Workbench(check.name) as workbench:
                check.run(workbench)
            print(f"ok    {check.name}  {time.monotonic() - start:.1f} s", flush=True)
            results.append((check, "passed"))
        except Exception as error:
            trace = "" if isinstance(error, AssertionError) else traceback.format_exc()
            print(f"FAIL  {check.name}: {error}\n{trace}", flush=True)
            results.append((check, "failed"))
    if options.table:
        table(results)
    count = {word: sum(r == word for _, r in results) for word in ("passed", "failed", "skipped")}
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
    sys.exit(1 if count["failed"] or not count["passed"] else 0)


def table(results):
    print("\npeer                          direction  ours              result   what was run")
    for check, result in results:
        peer, direction, ours = check.parts()
        print(f"{peer:28}  {direction:9}  {ours:16}  {result:7}  {check.what}")


main()
