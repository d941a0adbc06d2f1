// On every page: focus goes to the error summary; print buttons print; selects marked data-go submit their form when changed.
document.documentElement.classList.add("js");
document.querySelector("[data-focus]")?.focus();

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-go]")) event.target.form.requestSubmit();
});
