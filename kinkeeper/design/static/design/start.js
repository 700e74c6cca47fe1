// Everything works without this file. With it, GOV.UK's components gain their comforts; a page asks for no other script.
import { initAll } from "./govuk-frontend.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();

// GOV.UK's script says on a radio whether what it reveals is open. A radio has no such state, so readers either skip it or say
// something odd (their issue 979): what is revealed follows at once in reading order, and needs no announcement.
const quieten = (radio) => radio.removeAttribute("aria-expanded");
document.querySelectorAll("input[type=radio][aria-expanded]").forEach(quieten);
new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.matches("input[type=radio][aria-expanded]")) quieten(target);
  }
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-expanded"] });
