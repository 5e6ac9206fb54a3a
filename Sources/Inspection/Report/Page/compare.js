// Two runs side by side: the same up to the first change, and what differs from there on.

/** What a line says, without its time and its number: by this two lines are the same. */
function essence(line) { return [line.kind, line.who, line.what, line.size, line.words, line.isLost].join("\u0001"); }

/** How long the runs are the same, in lines; times count. */
function commonLength(a, b) {
  let at = 0;
  while (at < a.length && at < b.length && a[at].time === b[at].time && essence(a[at]) === essence(b[at])) at++;
  return at;
}

/** Pairs of lines from the fork on: those that say the same beside one another, as far as a look ahead finds them. */
function paired(a, b, from) {
  const pairs = [], reach = 40;
  let i = from, j = from;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && essence(a[i]) === essence(b[j])) { pairs.push([a[i++], b[j++], true]); continue; }
    let skipA = -1, skipB = -1;
    for (let ahead = 1; ahead < reach && (skipA < 0 && skipB < 0); ahead++) {
      if (i < a.length && j + ahead < b.length && essence(a[i]) === essence(b[j + ahead])) skipB = ahead;
      else if (j < b.length && i + ahead < a.length && essence(a[i + ahead]) === essence(b[j])) skipA = ahead;
    }
    if (skipB > 0) while (skipB-- > 0) pairs.push([null, b[j++], false]);
    else if (skipA > 0) while (skipA-- > 0) pairs.push([a[i++], null, false]);
    else pairs.push([i < a.length ? a[i++] : null, j < b.length ? b[j++] : null, false]);
  }
  return pairs;
}

function summaryOf(run) {
  const frames = run.lines.filter(line => line.kind === "f"), last = run.lines[run.lines.length - 1];
  return [["frames", frames.length], ["lost on a wire", frames.filter(line => line.isLost).length], ["sent again", frames.filter(line => / again/.test(line.words)).length],
    ["bytes on the wire", run.motions.length ? frames.length && run.data.index.conversations.reduce((sum, talk) => sum + talk[4] + talk[6], 0) : 0], ["ends after", last ? timeText(last.time) : "0"], ["outcome", run.failure ?? "the program ends as it should"]];
}

/** Fills `place` with two runs: sums, then lines from the fork on. */
function showComparison(place, before, after) {
  const fork = commonLength(before.lines, after.lines), limit = 600;
  const sums = element("table", {}, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "what"), element("th", { scope: "col" }, "before"), element("th", { scope: "col" }, "after"))),
    element("tbody", {}, ...summaryOf(before).map(([name, value], index) => { const other = summaryOf(after)[index][1]; return element("tr", { class: value === other ? "" : "differs" }, element("th", { scope: "row" }, name), element("td", {}, String(value)), element("td", { class: "what" }, String(other))); })));
  const pairs = paired(before.lines, after.lines, fork), differ = pairs.filter(pair => !pair[2]).length;
  const text = line => line ? `${line.number ? `${line.number} ` : ""}${line.who} ${line.what} ${line.words}` : "";
  const rows = pairs.slice(0, limit).map(([a, b, isSame]) => element("tr", { class: isSame ? "" : "differs" }, element("td", { class: "t" }, a ? timeText(a.time) : ""), element("td", { class: "what", title: text(a) }, text(a)), element("td", { class: "t" }, b ? timeText(b.time) : ""), element("td", { class: "what", title: text(b) }, text(b))));
  const heads = ["time", "before", "time", "after"].map((words, index) => { const head = element("th", { scope: "col" }, words); head.style.width = index % 2 ? "40%" : "10%"; return head; });
  place.replaceChildren(element("p", { id: "compared-words" }, `${after.data.changes.join("; ")}. The first ${fork} lines are the same; of the ${pairs.length} from there on ${differ} differ.`), sums,
    element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows)), pairs.length > limit ? `and ${pairs.length - limit} more` : "");
  return { fork, differ };
}
