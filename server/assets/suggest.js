// Suggestions below the search box. The page does all it does without them.
const box = document.getElementById("q");
const list = document.createElement("ul");
list.className = "suggestions";
list.id = "suggestions";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", box.labels[0].textContent);
list.hidden = true;
box.parentElement.after(list);
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
  box.setAttribute(name, value);

let chosen = -1, asked = 0, timer;

function show(suggestions) {
  list.replaceChildren(...suggestions.map((s, i) => {
    const item = document.createElement("li");
    item.id = "suggestion-" + i;
    item.setAttribute("role", "option");
    item.className = s.kind;
    item.append(s.text);
    for (const beside of ["title", "count"])
      if (s[beside]) {
        const span = document.createElement("span");
        span.className = beside;
        span.textContent = s[beside];
        item.append(span);
      }
    item.addEventListener("mousedown", event => { event.preventDefault(); go(s); });
    item.go = () => go(s);
    return item;
  }));
  chosen = -1;
  list.hidden = suggestions.length === 0;
  box.setAttribute("aria-expanded", String(!list.hidden));
  box.removeAttribute("aria-activedescendant");
}

function go(s) {
  if (s.kind === "words") {
    box.value = s.text;
    box.form.submit();
    return;
  }
  const lang = new URLSearchParams(location.search).get("lang");
  location.href = `/${s.kind}s/${encodeURIComponent(s.id ?? s.slug)}` + (lang === "en" ? "?lang=en" : "");
}

function choose(i) {
  const items = list.children;
  if (chosen >= 0) items[chosen].removeAttribute("aria-selected");
  chosen = i >= items.length ? -1 : i < -1 ? items.length - 1 : i;
  if (chosen < 0) {
    box.removeAttribute("aria-activedescendant");
    return;
  }
  items[chosen].setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", items[chosen].id);
}

box.addEventListener("input", () => {
  clearTimeout(timer);
  const turn = ++asked, typed = box.value.trim();
  if (typed.length < 2) return show([]);
  timer = setTimeout(async () => {
    try {
      const answer = await fetch("/api/v1/suggest?q=" + encodeURIComponent(typed));
      if (answer.ok && turn === asked) show((await answer.json()).suggestions);
    } catch { show([]); }
  }, 120);
});
box.addEventListener("keydown", event => {
  if (list.hidden) return;
  if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen - 1);
  else if (event.key === "Escape") show([]);
  else return;
  event.preventDefault();
});
box.form.addEventListener("submit", event => {
  if (chosen < 0) return;
  event.preventDefault();
  list.children[chosen].go();
});
box.addEventListener("blur", () => { asked++; show([]); });
