// SPDX-License-Identifier: EUPL-1.2
// Sends the sign-in broker's answer on at once; without scripts the button does it.
document.querySelector("form[data-onward]").requestSubmit();
