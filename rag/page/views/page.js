/* What the page does in the browser: hand clicks to Gradio, open and close the source, save files. */
window.crosscheck = (() => {
  const confirmFor = 4000; // milliseconds in which a second press confirms a removal
  let opener = null; // the control that opened the source panel: focus goes back to it

  const listen = (element, trigger) => {
    element.addEventListener("click", (event) => {
      const control = event.target.closest("[data-event], [data-local]");
      if (!control || !element.contains(control)) return;
      event.preventDefault();
      if (control.dataset.local === "back") return back();
      if (control.dataset.confirm && !control.dataset.armed) return arm(control);
      if (control.closest(".cc-exchange") && control.dataset.event === "click") opener = control;
      trigger(control.dataset.event, { ...control.dataset });
    });
  };

  const arm = (control) => {
    const label = control.textContent;
    control.dataset.armed = "yes";
    control.textContent = control.dataset.confirm;
    setTimeout(() => {
      delete control.dataset.armed;
      control.textContent = label;
    }, confirmFor);
  };

  const back = () => {
    const target = opener && document.contains(opener) ? opener : document.querySelector("#cc-question textarea");
    document.querySelectorAll(".cc-current").forEach((each) => each.classList.remove("cc-current"));
    target?.scrollIntoView({ block: "center" });
    target?.focus();
  };

  /* After the server has filled the panel: show the quote in its surroundings and move focus to the heading. */
  const showSource = () => {
    document.querySelectorAll(".cc-current").forEach((each) => each.classList.remove("cc-current"));
    opener?.classList.add("cc-current");
    requestAnimationFrame(() => {
      const panel = document.querySelector("#cc-panel .cc-source");
      if (!panel) return;
      const text = panel.querySelector(".cc-text");
      const mark = panel.querySelector("#cc-here");
      if (window.innerWidth <= 900) panel.scrollIntoView({ block: "start" });
      panel.querySelector("h3")?.focus({ preventScroll: true });
      if (text && mark) text.scrollTop = mark.offsetTop - text.offsetTop - text.clientHeight / 3;
    });
  };

  /* Hand a file to the browser without leaving a copy on the server. */
  const save = (file) => {
    if (!file) return;
    const url = URL.createObjectURL(new Blob([file.text], { type: file.type }));
    const anchor = Object.assign(document.createElement("a"), { href: url, download: file.name });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };

  /* A new question goes to the top of the window, so that its answer is read from its beginning. */
  const follow = (element) => {
    let seen = "0";
    new MutationObserver(() => {
      const turn = element.querySelector(".cc-exchange")?.dataset.turn;
      if (turn === undefined || turn === seen) return;
      seen = turn;
      element.querySelector(".cc-exchange").scrollIntoView({ block: "start" });
    }).observe(element, { childList: true, subtree: true });
  };

  /* A date field reports when it is left: while a year is being typed it would be the year 2. */
  const date = (element, props, trigger) => {
    element.addEventListener("focusout", (event) => {
      if (event.target.type === "date" && (props.value || "") !== event.target.value) {
        props.value = event.target.value;
        trigger("change");
      }
    });
  };

  const stopped = () => {
    document.querySelectorAll("#cc-live .cc-reading").forEach((each) => (each.textContent = "Stopped."));
  };

  const announce = (element) => {
    element.setAttribute("aria-live", "polite");
    element.setAttribute("role", "status");
  };

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      document.querySelector("#cc-question textarea")?.focus();
    }
    if (event.key === "Escape" && event.target.closest?.("#cc-panel")) back();
  });

  return { listen, follow, announce, date, showSource, save, stopped };
})();
