// <button data-copy="#link" data-done="已复制">复制链接</button>: copies the value or text of #link (or the words in data-text), then says so.
async function copy(text, source) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    source?.select?.(); // no permission, or an old WebView
    document.execCommand("copy");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-text]");
  if (!button) return;
  const source = button.dataset.copy && document.querySelector(button.dataset.copy);
  await copy(button.dataset.text ?? source?.value ?? source?.textContent.trim() ?? location.href, source);
  const words = button.lastChild;
  const before = words.textContent;
  button.setAttribute("aria-live", "polite");
  words.textContent = button.dataset.done || before;
  setTimeout(() => (words.textContent = before), 2000);
});
