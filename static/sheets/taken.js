// A download leaves the page standing: after it, the region asks anew what is still there.
//   <div data-live="…"> … <form data-takes method="post">…<button></form> … </div>   together with fragment.js
const LOOK_AFTER = [600, 2000, 5000]; // ms; the first answer may come before the file is gone

document.addEventListener("submit", ({ target, submitter }) => {
  const region = target.matches("form[data-takes]") && target.closest("[data-live]");
  if (!region) return;
  for (const wait of LOOK_AFTER) {
    setTimeout(() => {
      if (document.activeElement === submitter) submitter?.blur(); // a region that holds the focus is not swapped
      region.dispatchEvent(new CustomEvent("fragment:refresh"));
    }, wait);
  }
});
