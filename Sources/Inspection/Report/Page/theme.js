// Light or dark: the system's, until the button says otherwise.

function beginTheme() {
  const button = document.getElementById("theme"), root = document.documentElement, prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const apply = dark => {
    root.dataset.theme = dark ? "dark" : "light";
    button.setAttribute("aria-pressed", dark ? "true" : "false");
  };
  apply(prefersDark.matches);
  prefersDark.addEventListener("change", event => apply(event.matches));
  button.addEventListener("click", () => apply(root.dataset.theme !== "dark"));
}
