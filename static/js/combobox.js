/* Text fields with suggestions: input[list] whose datalist has options becomes an ARIA combobox with a listbox, as the
   pattern “editable combobox with list autocomplete, manual selection” has it. Any other text can be typed as well.
   Arrows, Enter and the active option are combobox-nav's; here is what it leaves to others: which options there are. */

import Combobox from "./vendor/combobox-nav.js";

const SHOWN = 50; /* options at a time: hundreds would be read by nobody */
const live = document.getElementById("live");
let announcing;

function announce(text) {
  clearTimeout(announcing);
  announcing = setTimeout(() => { live.textContent = text; }, 400); /* once the typing rests */
}

function make(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/* What is shown of an option: its name, and its value in small letters below. */
const shown = ({ value, label }, id) =>
  make("li", { id, role: "option", class: "menu__item", "data-value": value }, label, make("span", { class: "menu__note" }, value));

function matching(options, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return options.filter(({ search }) => words.every((word) => search.includes(word)));
}

function told(found, all) {
  if (!found) return `None of the ${all} suggestions matches. What is typed is used as it is.`;
  if (found > SHOWN) return `${SHOWN} of ${found} suggestions. Type a part of the name to see fewer.`;
  return `${found} suggestion${found === 1 ? "" : "s"}.`;
}

function enhance(input) {
  const datalist = document.getElementById(input.getAttribute("list"));
  const options = [...(datalist?.options ?? [])].map(({ value, label }) => ({ value, label, search: `${label} ${value}`.toLowerCase() }));
  if (!options.length || !datalist.id.endsWith("-choices")) return;
  const title = document.querySelector(`label[for="${input.id}"]`).textContent;
  const list = make("ul", { id: `${input.id}-listbox`, role: "listbox", "aria-label": `Suggestions for ${title}` });
  const note = make("p", { class: "menu__note" });
  const panel = make("div", { class: "menu__panel combobox", hidden: "" }, list, note);
  input.removeAttribute("list");
  input.after(panel);
  const box = new Combobox(input, list, { tabInsertsSuggestions: false });
  const isOpen = () => !panel.hidden;

  function open(text) {
    const found = matching(options, text);
    list.replaceChildren(...found.slice(0, SHOWN).map((option, at) => shown(option, `${list.id}-${at}`)));
    note.textContent = told(found.length, options.length);
    panel.hidden = false;
    list.scrollTop = 0;
    box.stop();
    if (found.length) box.start(); /* an empty listbox is none that one can be in */
    announce(note.textContent);
  }

  function close() {
    panel.hidden = true;
    box.stop();
  }

  function put(text) {
    input.value = text;
    for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
    close();
  }

  /* A value that was chosen does not hide the others. */
  const openAll = () => open(options.some(({ value }) => value === input.value) ? "" : input.value);

  function openByArrow(event) {
    event.preventDefault();
    openAll();
    if (!event.altKey) box.navigate(event.key === "ArrowUp" ? -1 : 1);
  }

  function escape(event) {
    event.preventDefault();
    if (isOpen()) close();
    else if (input.value) put("");
  }

  input.addEventListener("keydown", (event) => {
    if (/^Arrow(Down|Up)$/.test(event.key) && !isOpen()) openByArrow(event);
    else if (event.key === "ArrowUp" && event.altKey) close();
    else if (event.key === "Escape") escape(event);
    else if (event.key === "Enter" && isOpen()) {
      event.preventDefault(); /* the form is not sent by a choice */
      if (!input.hasAttribute("aria-activedescendant")) close();
    }
  });
  input.addEventListener("input", (event) => { if (event.isTrusted) open(input.value); });
  input.addEventListener("click", () => { if (!isOpen()) openAll(); });
  input.addEventListener("blur", close);
  panel.addEventListener("mousedown", (event) => event.preventDefault()); /* the input keeps the focus */
  list.addEventListener("combobox-commit", ({ target }) => put(target.dataset.value));
}

const enhanceAll = () => document.querySelectorAll("input[list]").forEach(enhance);
enhanceAll();
document.addEventListener("htmx:afterSwap", enhanceAll);
