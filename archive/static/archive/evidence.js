// Evidence beside its field: cited there, compared while it is typed. Every page works without this.

(function () {
  "use strict";

  const meta = document.querySelector('meta[name="stance"]');
  const group = document.getElementById("citations-group");
  if (!meta) {
    return;
  }

  async function ask(parameters) {
    const query = new URLSearchParams({ record: meta.dataset.record });
    for (const [name, value] of parameters) {
      query.append(name, value);
    }
    const answer = await fetch(`${meta.content}?${query}`);
    return answer.ok ? answer.json() : null;
  }

  // What now stands on the form for a field of the record: a column, its languages, links, or rows that link.

  const languages = /_[a-z]{2}$/;

  function controls(field) {
    const own = [...document.querySelectorAll(`[name="${field}"], [name^="${field}_"]`)];
    const named = own.filter((each) => each.name === field || each.name.replace(languages, "") === field);
    const inline = document.getElementById(`${field}-group`);
    const rows = inline ? inline.querySelectorAll(".inline-related:not(.empty-form) select.admin-autocomplete") : [];
    return named.length ? named : [...rows];
  }

  function gone(control) {
    const row = control.closest(".inline-related");
    const box = row && row.querySelector('[name$="-DELETE"]');
    return Boolean(box && box.checked);
  }

  function typed(field) {
    const values = controls(field).filter((each) => !gone(each)).flatMap((each) =>
      each.selectedOptions ? [...each.selectedOptions].map((option) => option.value) : [each.value]);
    const filled = values.filter(Boolean);
    return (filled.length ? filled : [""]).map((value) => ["value", value]);
  }

  // A value that no source supports any more says so at once.

  async function reweigh(testimony) {
    const field = testimony.dataset.field;
    const found = await ask([["field", field], ...typed(field)]);
    if (!found) {
      return;
    }
    for (const [citation, now] of Object.entries(found.stances)) {
      const line = testimony.querySelector(`[data-citation="${citation}"]`);
      if (line) {
        line.className = `stance-${now.stance}`;
        line.querySelector("em").textContent = now.words;
      }
    }
    const place = testimony.querySelector(".losing");
    const words = testimony.querySelector("template.losing-words");
    if (!place || !words) {
      return;
    }
    if (found.supported) {
      place.replaceChildren();
    } else if (!place.firstElementChild) {
      place.append(words.content.cloneNode(true));
    }
  }

  function testimonyOf(target) {
    const row = target.closest(".form-row, .inline-group");
    const inline = target.closest(".inline-group");
    if (inline) {
      return inline === group ? null : inline.querySelector(".testimony[data-compared]");
    }
    // Fields that share a line have their testimony each below it; the languages of a text share one.
    const all = row ? [...row.querySelectorAll(".testimony[data-compared]")] : [];
    return all.find((each) => controls(each.dataset.field).includes(target));
  }

  // The stance of a citation shows as soon as its stated value is typed.

  function fieldIn(row, name) {
    return row.querySelector(`[name$="-${name}"]`);
  }

  function output(row) {
    const stance = fieldIn(row, "stance");
    let shown = row.querySelector("output.stance-now");
    if (!shown && stance) {
      shown = document.createElement("output");
      shown.className = "stance-now";
      shown.htmlFor = `${stance.id} ${fieldIn(row, "stated").id}`;
      fieldIn(row, "stated").closest(".flex-container").after(shown);
    }
    return shown;
  }

  async function compare(row) {
    const field = fieldIn(row, "field"), stated = fieldIn(row, "stated"), stance = fieldIn(row, "stance");
    if (!field || !stated || !stance) {
      return;
    }
    if (!field.value || !stated.value.trim()) {
      output(row).textContent = "";
      return;
    }
    const found = await ask([["field", field.value], ["stated", stated.value], ...typed(field.value)]);
    if (found) {
      output(row).textContent = found.sentence;
      if (found.stance) {
        stance.value = found.stance;
      }
    }
  }

  const waiting = new Map();

  function soon(key, act) {
    clearTimeout(waiting.get(key));
    waiting.set(key, setTimeout(act, 300, key));
  }

  function changed(event) {
    const row = event.target.closest("[id^='citations-'].inline-related");
    if (row && /-(stated|field)$/.test(event.target.name || "")) {
      soon(row, compare);
      return;
    }
    const testimony = event.target.name && event.target.name !== "confirmed" && testimonyOf(event.target);
    if (testimony && !row) {
      soon(testimony, reweigh);
    }
  }

  document.addEventListener("input", changed);
  document.addEventListener("change", changed);

  // A citation is entered beside its field: its row of the form is brought there, and goes home before rows are counted.

  function bringBeside(row, field) {
    const testimony = document.querySelector(`.testimony[data-field="${field}"]`);
    if (testimony) {
      testimony.append(row);
      row.classList.add("beside");
    }
    return Boolean(testimony);
  }

  function bringHome() {
    const empty = document.getElementById("citations-empty");
    const away = [...document.querySelectorAll(".inline-related.beside")];
    away.sort((a, b) => Number(a.id.slice(10)) - Number(b.id.slice(10)));
    for (const row of away) {
      empty.before(row);
    }
    return away;
  }

  function cite(event) {
    const link = event.target.closest(".testimony .cite a");
    const add = group && group.querySelector(".add-row a");
    if (!link || !add || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    const field = link.closest(".testimony").dataset.field;
    add.click();
    const rows = group.querySelectorAll(".inline-related:not(.empty-form)");
    const row = rows[rows.length - 1];
    fieldIn(row, "field").value = field;
    bringBeside(row, field);
    const first = row.querySelector(".field-source [role=combobox]") || fieldIn(row, "stated");
    setTimeout(() => first.focus());
  }

  document.addEventListener("click", cite);

  // Django numbers the rows anew when one is taken away, in the order of the page: at that moment all are at home.
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".beside .inline-deletelink");
    if (!button) {
      if (event.target.closest("#citations-group .inline-deletelink")) {
        const away = bringHome();
        setTimeout(() => away.forEach((row) => bringBeside(row, fieldIn(row, "field").value)));
      }
      return;
    }
    const testimony = button.closest(".testimony");
    const away = bringHome().filter((row) => !row.contains(button));
    setTimeout(() => {
      away.forEach((row) => bringBeside(row, fieldIn(row, "field").value));
      testimony.querySelector(".cite a").focus();
    });
  }, true);

  // What came back with an error stands where it was typed.
  function bringTyped() {
    if (!group) {
      return;
    }
    for (const row of group.querySelectorAll(".inline-related:not(.empty-form):not(.has_original)")) {
      const field = fieldIn(row, "field");
      if (field && field.value) {
        bringBeside(row, field.value);
      }
    }
  }

  if (window.django && window.django.jQuery) {
    // Django's look-ups tell of a choice through jQuery alone.
    window.django.jQuery(document).on("select2:select select2:unselect", (event) => changed({ target: event.target }));
    window.django.jQuery(() => setTimeout(bringTyped));
  }
})();
