// Conversations and pictures.

function showConversations(place, talks, use) {
  if (!talks.length) return place.replaceChildren(element("p", { class: "words" }, "No two ends talk with one another here."));
  const heads = [["protocol"], ["from"], ["to"], ["frames →", 1], ["bytes →", 1], ["frames ←", 1], ["bytes ←", 1], ["begins", 1], ["lasts", 1]];
  const body = element("tbody");
  const start = Math.min(...talks.map(talk => talk[7]));
  for (const [name, from, to, framesThere, bytesThere, framesBack, bytesBack, first, last, filter] of talks.slice(0, 1000)) {
    const number = value => element("td", { class: "n" }, String(value));
    body.append(element("tr", {}, element("td", {}, element("button", { type: "button", title: `show only these: ${filter}`, onclick: () => use(filter) }, name)), element("td", {}, from), element("td", {}, to),
      number(framesThere), number(bytesThere), number(framesBack), number(bytesBack), number(timeText(first - start)), number(timeText(last - first))));
  }
  place.replaceChildren(element("div", { class: "scroll" }, element("table", {}, element("caption", {}, `${talks.length} conversation${talks.length === 1 ? "" : "s"}${talks.length > 1000 ? ", the first 1000 shown" : ""}. A button shows its frames alone.`),
    element("thead", {}, element("tr", {}, ...heads.map(([words, isNumber]) => element("th", { scope: "col", class: isNumber ? "n" : "" }, words)))), body)));
}

function showPictures(place, pictures) {
  if (!pictures.length) return place.replaceChildren(element("p", { class: "words" }, "There is nothing to draw: pictures of a connection need more data than a segment or two. Try the lab tcp-reliability, or send more."));
  place.replaceChildren(...pictures.map(([name, what, svg, text]) => element("figure", {}, element("figcaption", {}, name), picture(svg, `${name}. ${what}`), element("p", { class: "words" }, what),
    element("details", {}, element("summary", {}, "the same as text"), element("pre", { tabindex: "0" }, text)))));
}
