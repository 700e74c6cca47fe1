// Suggestions while typing, for every search box that says where to ask. Without this file the box works as it is.
const WAIT = 120; // milliseconds after the last key
const SHORTEST = 2;

for (const box of document.querySelectorAll("input[data-suggest]")) new Suggestions(box).start();

function Suggestions(box) {
  const list = document.createElement("ul");
  const said = document.createElement("div");
  let timer = 0;
  let asked = null;
  let chosen = -1;

  this.start = () => {
    list.className = "kk-search__list";
    list.id = `${box.id}-suggestions`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.labels[0] ? box.labels[0].textContent : "");
    list.hidden = true;
    said.className = "govuk-visually-hidden";
    said.setAttribute("role", "status");
    box.closest("form").append(list, said);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
      box.setAttribute(name, value);
    }
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    box.addEventListener("keydown", onKey);
    box.addEventListener("blur", () => setTimeout(close, 200)); // a tap on a suggestion comes after the blur
  };

  async function ask() {
    const typed = box.value.trim();
    if (asked) asked.abort();
    if (typed.length < SHORTEST) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asked.signal, credentials: "omit" });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (problem) {
      if (problem.name !== "AbortError") close(); // no suggestions is no harm: the button still searches
    }
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(choice));
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
    list.hidden = suggestions.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = list.hidden ? box.dataset.none : box.dataset.found.replace("%count", suggestions.length);
  }

  function choice(suggestion, place) {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.className = "kk-search__choice";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.textContent = suggestion.title; // text, never markup
    item.addEventListener("click", () => location.assign(new URL(suggestion.url, location.origin)));
    return item;
  }

  function onKey(event) {
    const items = list.children;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      return close();
    }
    if (list.hidden || !items.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + items.length + 1) % (items.length + 1);
      mark(items);
    } else if (event.key === "Enter" && chosen >= 0 && chosen < items.length) {
      event.preventDefault();
      items[chosen].click();
    }
  }

  function mark(items) {
    for (const [place, item] of [...items].entries()) item.setAttribute("aria-selected", String(place === chosen));
    if (chosen < items.length) {
      box.setAttribute("aria-activedescendant", items[chosen].id);
    } else {
      chosen = -1; // past either end: back to the box
      box.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
}
