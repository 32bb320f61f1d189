// SPDX-License-Identifier: EUPL-1.2
// Starts the sign-in library's forms for security keys from attributes of the page, and says in words when a key fails.
document.addEventListener("DOMContentLoaded", () => {
  const { loginForm, authenticateForm, addForm } = window.allauth.webauthn.forms;
  const start = { login: loginForm, authenticate: authenticateForm, add: addForm };
  for (const form of document.querySelectorAll("form[data-security-key]")) {
    const kind = form.dataset.securityKey;
    const idOf = (selector) => form.querySelector(selector)?.id;
    start[kind]({
      ids: {
        [kind]: idOf("button"),
        credential: idOf("[name=credential]"),
        passwordless: idOf("[name=passwordless]"),
        data: "js_data",
      },
    });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const text of document.querySelectorAll("[data-security-key-error]")) text.hidden = false;
  });
});
