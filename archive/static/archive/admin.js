// Comfort for editors; every page works without it.

(function () {
  "use strict";

  // Django's look-ups name themselves by their value alone: an empty one has no name. They take the label of their field.
  function label(select) {
    const words = select.id && document.querySelector(`label[for="${select.id}"]`);
    const shown = select.nextElementSibling;
    if (!words || !shown || !shown.matches(".select2-container")) {
      return;
    }
    words.id = words.id || `${select.id}_label`;
    for (const part of shown.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")) {
      part.setAttribute("aria-labelledby", part.id ? `${words.id} ${part.id}` : words.id);
    }
  }

  function labelAll() {
    document.querySelectorAll("select.admin-autocomplete").forEach(label);
  }

  // A date says how it is understood while it is typed.
  const meta = document.querySelector('meta[name="understood"]');
  let waiting;

  async function read(input) {
    const output = document.querySelector(`output[for="${input.id}"]`);
    const answer = await fetch(`${meta.content}?${new URLSearchParams({ date: input.value })}`);
    if (output && answer.ok) {
      output.textContent = (await answer.json()).sentence;
    }
  }

  document.addEventListener("input", (event) => {
    if (meta && event.target.matches("input.edtf")) {
      clearTimeout(waiting);
      waiting = setTimeout(read, 300, event.target);
    }
  });
  // After Django's own look-ups, which are made when jQuery is ready.
  if (window.django && window.django.jQuery) {
    window.django.jQuery(labelAll);
  }
  document.addEventListener("formset:added", () => setTimeout(labelAll));
})();
