// The form of a source shows what its kind uses and says what it needs; without this all of it is there.

(function () {
  "use strict";

  const table = document.getElementById("source-kinds");
  const kind = document.getElementById("id_kind");
  if (!table || !kind) {
    return;
  }
  const { uses, needs, details } = JSON.parse(table.textContent);

  function show() {
    const used = uses[kind.value] || details;
    const needed = needs[kind.value] || [];
    for (const name of details) {
      const input = document.getElementById(`id_${name}`);
      const box = input && (input.closest(".fieldBox")?.parentElement || input.closest(".form-row"));
      if (box) {
        // What is filled in stays to be seen, whatever the kind.
        box.hidden = !used.includes(name) && !input.value && !box.querySelector(".errorlist");
      }
    }
    for (const name of new Set(Object.values(needs).flat())) {
      const word = document.querySelector(`label[for="id_${name}"] .needed`);
      if (word) {
        word.hidden = !needed.includes(name);
      }
    }
    for (const row of document.querySelectorAll(".form-row:has(> .form-multiline)")) {
      const boxes = [...row.querySelectorAll(":scope > .form-multiline > div")];
      row.hidden = boxes.length > 0 && boxes.every((box) => box.hidden);
    }
  }

  kind.addEventListener("change", show);
  show();
})();
