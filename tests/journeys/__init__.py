# SPDX-License-Identifier: EUPL-1.2
"""What people come to do, in a real browser. What a journey costs, and how to write a cheap one:

- A page that is opened costs 150 ms of a processor, with its sign-in by the demo page 600, a look by axe 200, a fresh browser 150.
- Sign in by `reader.sign_in(role, at=path)`, `story.colleague(name)` or `sign_in_citizen`: one request, and only the page wanted opens.
- Look (`axe`, `wrong_with`) at states that only this journey reaches: an error, a list that is empty, a word that nobody else sees.
  An address that a role can walk to is looked at by test_pages at a desktop and on a phone; name it there when no link leads to it.
- What a file or an answer holds is asked with `page.request.get`, a sixth of a page.
- Wait for what the reader waits for (`expect`, `told`, `wait_for_url`), never for a time or for silence on the line.
- Take one story with three people rather than three journeys: everybody's browser stays open to the end.
"""
