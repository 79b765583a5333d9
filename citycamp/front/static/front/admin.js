// Lets Wagtail's editor work under the house's content security policy, which refuses what stands inline.

// Its rich text editor writes <style> elements with texts of the moment: they get the page's nonce.
const { nonce } = document.currentScript;
const createElement = document.createElement.bind(document);
document.createElement = (name, ...rest) => {
  const element = createElement(name, ...rest);
  if (String(name).toLowerCase() === "style") element.nonce = nonce;
  return element;
};

// Its date and time choosers are started from here, not by inline scripts: see templates/wagtailadmin/widgets/.
function startChoosers() {
  for (const mark of document.querySelectorAll("[data-chooser]")) {
    window[mark.dataset.chooser]?.(mark.dataset.for, JSON.parse(mark.dataset.config));
    mark.remove();
  }
}
document.addEventListener("DOMContentLoaded", startChoosers);
document.addEventListener("w-swap:success", startChoosers);
