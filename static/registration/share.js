// <a href="/t/…" data-share="title" data-done="链接已复制">转给本人</a>: the phone's own sharing sheet where there is one, else the link is copied;
// without JavaScript the link opens the ticket, whose address can be sent on.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-share]");
  if (!link) return;
  const offer = { title: link.dataset.share, url: link.href };
  if (navigator.share) {
    event.preventDefault();
    await navigator.share(offer).catch(() => {}); // closed without sharing
  } else if (navigator.clipboard) {
    event.preventDefault();
    const before = link.textContent;
    try {
      await navigator.clipboard.writeText(link.href);
      link.textContent = link.dataset.done;
      setTimeout(() => (link.textContent = before), 2000);
    } catch {
      location.assign(link.href);
    }
  }
});
