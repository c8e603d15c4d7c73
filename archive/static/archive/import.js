// The progress of an import, and small comforts of its pages; every page works without.

(function () {
  "use strict";

  const working = document.querySelector("[data-progress]");
  const PAUSE = 1000;

  function show(state) {
    const bar = working.querySelector("progress");
    working.querySelector(".words").textContent = state.words;
    working.querySelector(".numbers").textContent = state.numbers || "";
    if (state.total) {
      bar.max = state.total;
      bar.value = state.done;
    }
  }

  async function look() {
    try {
      const answer = await fetch(working.dataset.progress, { headers: { Accept: "application/json" } });
      const state = answer.ok ? await answer.json() : null;
      if (answer.redirected || (state && (!state.phase || state.is_killed))) {
        window.location.reload();
        return;
      }
      if (state) {
        show(state);
      }
    } catch {
      // The server may be starting again: the next look will tell.
    }
    setTimeout(look, PAUSE);
  }

  if (working) {
    setTimeout(look, PAUSE);
  }

  // A name that is typed is meant: its button need not be pressed as well.
  document.addEventListener("input", (event) => {
    const radio = event.target.matches("[name^=other-]") && event.target.closest("div").querySelector("[type=radio]");
    if (radio) {
      radio.checked = event.target.value !== "";
    }
  });
})();
