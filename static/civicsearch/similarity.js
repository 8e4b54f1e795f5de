// Copying a draft: by the clipboard where the browser gives it, else by selecting.
(() => {
  "use strict";

  const button = document.querySelector("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  const told = document.querySelector("[data-copied]");
  const tell = (copied) => {
    told.textContent = copied ? "복사했습니다. 붙여 넣을 곳에서 Ctrl+V를 누르세요." : "글을 골라 두었습니다. Ctrl+C를 누르세요.";
  };

  // Without TLS a browser gives no clipboard.
  function copySelected() {
    text.focus();
    text.select();
    tell(document.execCommand("copy"));
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    if (!navigator.clipboard) return copySelected();
    return navigator.clipboard.writeText(text.value).then(() => tell(true), copySelected);
  });
})();
