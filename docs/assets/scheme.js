/* Light or dark, as chosen or as the system says, before anything is drawn: the one script that is not deferred.
 * It arrives with the styles, which nothing is drawn without either. */
(() => {
  let chosen;
  try { chosen = localStorage.getItem("atlas-scheme"); } catch { /* storage may be off */ }
  document.documentElement.dataset.scheme = chosen || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
})();
