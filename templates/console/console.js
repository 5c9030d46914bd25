// Looks again at a page that moves, and puts the new content in place of the old one. Without scripts the page reloads
// itself. Nobody who is typing, or has opened something, is disturbed.
const main = document.querySelector('main[data-live]');

if (main !== null) {
  const seconds = Number(main.dataset.live);
  const look = async () => {
    const isBusy = main.querySelector('details[open]') !== null || main.contains(document.activeElement);
    if (!document.hidden && !isBusy) {
      const reply = await fetch(location.href, {
        headers: { 'x-postausgang-refresh': '1' },
        redirect: 'error',
      });
      const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
      const fresh = page.querySelector('main');
      if (fresh !== null) {
        main.replaceChildren(...fresh.childNodes);
        if (fresh.dataset.live === undefined) return;
      }
    }
    setTimeout(again, seconds * 1000);
  };
  // A console that was restarted, or a login that ended: the next click shows it.
  const again = () => {
    look().catch(() => undefined);
  };
  setTimeout(again, seconds * 1000);
}
