// On every page: focus goes to the error summary; print buttons print; selects marked data-go submit their form when changed;
// a form marked data-auto sends itself: the next portion of a long deed.
document.documentElement.classList.add("js");
document.querySelector("[data-focus]")?.focus();
document.querySelector("form[data-auto]")?.requestSubmit();

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-go]")) event.target.form.requestSubmit();
});
