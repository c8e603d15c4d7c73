// Comfort while a document is entered; the page works without it.

(function () {
  "use strict";

  const form = document.querySelector("form.touched");
  if (!form) {
    return;
  }

  // What a stated value does to the accepted one, while it is typed.

  async function compare(area) {
    const line = area.closest(".statement"), block = area.closest(".block");
    const output = line.querySelector("output.stance-now");
    if (!area.value.trim()) {
      output.textContent = "";
      return;
    }
    const record = block.querySelector("select.admin-autocomplete").value;
    const query = new URLSearchParams({ record, field: line.dataset.field, stated: area.value });
    const answer = await fetch(`${block.dataset.stance}?${query}`);
    if (answer.ok) {
      output.textContent = (await answer.json()).sentence;
    }
  }

  const waiting = new Map();

  form.addEventListener("input", (event) => {
    if (event.target.matches("[name$='-stated']")) {
      clearTimeout(waiting.get(event.target));
      waiting.set(event.target, setTimeout(compare, 300, event.target));
    }
  });

  // What is selected in the document goes into the line that was last written in.

  let last = null;
  form.addEventListener("focusin", (event) => {
    const line = event.target.closest(".statement");
    last = line || last;
  });

  const text = document.querySelector(".document .words");
  const quote = document.querySelector("template.quote");
  if (text && quote) {
    text.before(quote.content.cloneNode(true));
    document.querySelector("button.quote").addEventListener("mousedown", (event) => event.preventDefault());
    document.querySelector("button.quote").addEventListener("click", () => {
      const selection = document.getSelection();
      const words = text.contains(selection.anchorNode) ? selection.toString().trim() : "";
      const line = last || form.querySelector(".statement");
      if (!words || !line) {
        return;
      }
      const area = line.querySelector("[name$='-quotation']");
      line.querySelector("details").open = true;
      area.value = area.value ? `${area.value} […] ${words}` : words;
      area.focus();
    });
  }

  // The accepted values of a record show once it is chosen.
  if (window.django && window.django.jQuery) {
    window.django.jQuery(form).on("select2:select select2:clear", "select.admin-autocomplete", () => {
      setTimeout(() => form.requestSubmit(form.querySelector("[name=_look]")));
    });
    window.django.jQuery(() => setTimeout(() => {
      const fresh = document.querySelector(".block[data-fresh]");
      if (fresh) {
        fresh.scrollIntoView({ block: "start" });
        (fresh.querySelector("[role=combobox]") || fresh.querySelector("input, textarea")).focus();
      }
    }));
  }
})();
