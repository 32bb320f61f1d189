// SPDX-License-Identifier: EUPL-1.2
/* The screen of a meeting: every agreement is saved while it is typed, what has been typed outlives a lost connection, and what
   others type appears. Without this file each line has its own button. */
(function () {
  'use strict';

  const box = document.querySelector('[data-sitting]');
  if (!box) return;
  const say = box.dataset;
  const PREFIX = 'sitting:';
  const OURS = `${PREFIX}${say.account}:`;
  const PLACE = OURS + say.sitting;
  const PAUSE = 1200;
  const BEAT = 4000;
  const LONGEST = 30000;
  const list = box.querySelector('[data-lines-list]');
  const status = box.querySelector('[data-status]');
  const undoButton = box.querySelector('[data-undo]');
  const blank = document.getElementById('blank-line');
  const timers = {};
  const waits = {};
  const busy = new Set();
  const undos = [];
  let version = Number(say.version);
  let offline = false;
  let goOn = null;

  /* What is not with the server yet: by line what stands in it, and what is on its way. */
  Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX) && !name.startsWith(OURS)).forEach((name) => sessionStorage.removeItem(name));
  let kept = {};
  try { kept = JSON.parse(sessionStorage.getItem(PLACE) || '{}'); } catch { kept = {}; }

  function store() {
    if (Object.keys(kept).length) sessionStorage.setItem(PLACE, JSON.stringify(kept));
    else sessionStorage.removeItem(PLACE);
    tell();
  }

  function tell() {
    const count = Object.keys(kept).length;
    const waits = Object.values(kept).some((entry) => entry.theirs || entry.stopped) ? say.typing : say.saving;
    const next = offline ? (count ? say.lost : say.offline) : (count ? waits : say.allSaved);
    if (status && status.textContent !== next) status.textContent = next;
    box.classList.toggle('is-offline', offline);
  }

  const forms = () => Array.from(box.querySelectorAll('form[data-line]'));
  const formOf = (key) => box.querySelector(`form[data-line="${CSS.escape(key)}"]`);

  function valuesOf(form) {
    const found = {};
    new FormData(form).forEach((value, name) => { if (name !== 'csrfmiddlewaretoken') found[name] = String(value); });
    return found;
  }

  const words = (values) => JSON.stringify(Object.entries(values).filter(([name]) => name !== 'seen').sort());
  const isBlank = (form) => Object.entries(valuesOf(form)).every(([name, value]) => name === 'key' || name === 'seen' || value === '');

  function fill(form, values) {
    Object.entries(values).forEach(([name, value]) => { if (form.elements[name]) form.elements[name].value = value; });
  }

  function note(form, text, kind) {
    const place = form.querySelector('[data-line-note]');
    if (place) { place.textContent = text; place.className = `line-note is-${kind}`; }
  }

  /* Saving. */
  function changed(form) {
    const key = form.dataset.line;
    const values = valuesOf(form);
    if (!kept[key] && form.dataset.saved === words(values)) return;
    if (!kept[key] && !form.dataset.saved && isBlank(form)) return;
    /* The same entry, never a new one: what is on its way compares with it when it has arrived. */
    const entry = kept[key] || (kept[key] = {});
    Object.assign(entry, { values, stopped: false });
    store();
    if (entry.theirs) return;
    note(form, say.typing, 'waiting');
    soon(key, PAUSE);
  }

  function soon(key, delay) {
    window.clearTimeout(timers[key]);
    timers[key] = window.setTimeout(() => send(key), delay);
  }

  function later(key, text) {
    const form = formOf(key);
    if (form) note(form, text, 'lost');
    waits[key] = Math.min((waits[key] || 500) * 2, LONGEST);
    soon(key, waits[key]);
  }

  async function post(address, values) {
    const body = new FormData();
    Object.entries(values).forEach(([name, value]) => body.append(name, value));
    body.append('csrfmiddlewaretoken', box.querySelector('[name=csrfmiddlewaretoken]').value);
    return fetch(address, { method: 'POST', body, redirect: 'manual', credentials: 'same-origin', headers: { 'X-Sitting': '1' } });
  }

  async function send(key) {
    const entry = kept[key];
    if (!entry || busy.has(key) || entry.theirs || entry.stopped) return;
    busy.add(key);
    const sent = entry.sending || entry.values;
    entry.sending = sent;
    store();
    let answer = null;
    try { answer = await post(say.write, sent); } catch { answer = null; }
    busy.delete(key);
    if (!answer || answer.status >= 500 || answer.status === 429) { setOffline(!answer); later(key, say.lost); return; }
    setOffline(false);
    if (answer.type === 'opaqueredirect') { later(key, say.signedOut); return; }
    waits[key] = 0;
    entry.sending = null;
    let told = {};
    try { told = await answer.json(); } catch { told = {}; }
    if (answer.ok) saved(key, entry, sent, told);
    else if (told.conflict) showTheirs(key, entry, told);
    else stopped(key, entry, told);
  }

  function saved(key, entry, sent, told) {
    const form = formOf(key);
    entry.values.seen = String(told.version);
    if (form) {
      if (form.dataset.saved && form.dataset.saved !== words(sent)) remember(key, JSON.parse(form.dataset.saved));
      form.elements.seen.value = told.version;
      form.dataset.saved = words(sent);
      form.closest('[data-line-row]').dataset.version = told.version;
      note(form, say.saved.replace('{at}', told.at), 'saved');
    }
    if (words(entry.values) === words(sent)) delete kept[key];
    else soon(key, 0);
    store();
    addBlank();
    beat();
    if (goOn && !Object.keys(kept).length) { const [form_, by] = goOn; goOn = null; form_.requestSubmit(by); }
  }

  function showTheirs(key, entry, told) {
    entry.theirs = told.version;
    store();
    const form = formOf(key);
    const place = form && form.querySelector('[data-theirs]');
    if (!place) return;
    place.innerHTML = told.conflict;
    note(form, '', 'lost');
    goOn = null;
  }

  function stopped(key, entry, told) {
    entry.stopped = true;
    store();
    const form = formOf(key);
    const text = Object.values(told.errors || {})[0] || say.refused;
    if (form) note(form, text, 'lost');
    goOn = null;
  }

  function setOffline(is) {
    const back = offline && !is;
    offline = is;
    tell();
    if (back) flush();
  }

  function flush() {
    Object.keys(kept).forEach((key) => { waits[key] = 0; send(key); });
  }

  /* Both texts: the writer chooses. */
  box.addEventListener('click', (event) => {
    const mine = event.target.closest('[data-keep-mine]');
    const theirs = event.target.closest('[data-take-theirs]');
    const form = event.target.closest('form[data-line]');
    if (!form || !(mine || theirs)) return;
    event.preventDefault();
    const key = form.dataset.line;
    form.querySelector('[data-theirs]').replaceChildren();
    if (mine && kept[key]) {
      form.elements.seen.value = kept[key].theirs;
      kept[key] = { values: valuesOf(form) };
      store();
      send(key);
    } else {
      delete kept[key];
      store();
      form.closest('[data-line-row]').dataset.version = '0';
      refresh();
    }
    form.elements.what.focus();
  });

  /* Undo: the words before, or the line that was taken away. */
  function remember(key, before) {
    undos.push(() => {
      const form = formOf(key);
      if (!form) return;
      fill(form, Object.fromEntries(before));
      changed(form);
      send(key);
    });
    undoButton.hidden = false;
  }

  undoButton.addEventListener('click', () => {
    const act = undos.pop();
    undoButton.hidden = !undos.length;
    if (act) act();
  });

  /* A new line below the last as soon as that has words. */
  function addBlank(focus) {
    const all = forms();
    let last = all[all.length - 1];
    if (blank && (!last || last.dataset.saved || !isBlank(last))) {
      const key = window.crypto.randomUUID();
      list.insertAdjacentHTML('beforeend', blank.innerHTML.replaceAll(blank.dataset.key, key));
      last = formOf(key);
      showOther(last);
    }
    if (focus && last) last.elements.what.focus();
    return last;
  }

  /* "Who else" is asked only of somebody else. */
  function showOther(form) {
    const place = form.querySelector('[data-other]');
    place.hidden = !form.elements.outside_party.value && form.elements.doer.value !== 'outside';
  }

  box.addEventListener('input', (event) => { const form = event.target.closest('form[data-line]'); if (form) changed(form); });
  box.addEventListener('change', (event) => { const form = event.target.closest('form[data-line]'); if (form) { showOther(form); changed(form); if (kept[form.dataset.line]) send(form.dataset.line); } });

  box.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.matches('form[data-waits]') && Object.keys(kept).length) {
      event.preventDefault();
      goOn = [form, event.submitter];
      flush();
      return;
    }
    if (!form.matches('form[data-line]')) return;
    event.preventDefault();
    const other = event.submitter && event.submitter.getAttribute('formaction');
    if (other) { act(form, other, event.submitter); return; }
    changed(form);
    send(form.dataset.line);
    addBlank(true);
  });

  /* Remove and move. */
  async function act(form, address, by) {
    const values = { seen: form.elements.seen.value, way: by.value };
    let answer = null;
    try { answer = await post(address, values); } catch { answer = null; }
    setOffline(!answer);
    if (!answer) { note(form, say.notDone, 'lost'); return; }
    if (by.dataset.restore) {
      undos.push(() => post(by.dataset.restore, {}).then(refresh, () => setOffline(true)));
      undoButton.hidden = false;
    }
    document.activeElement.blur();
    await refresh();
    addBlank(true);
  }

  /* What others have typed. Nothing that somebody is typing in is replaced. */
  async function beat() {
    if (document.hidden) return;
    try {
      const answer = await fetch(say.pulse, { redirect: 'manual', credentials: 'same-origin' });
      if (!answer.ok) { if (answer.type === 'opaqueredirect') status.textContent = say.signedOut; return; }
      setOffline(false);
      const now = await answer.json();
      if (now.state !== say.state) { status.textContent = say.ended; return; }
      if (now.version !== version) { version = now.version; await refresh(); }
    } catch { setOffline(true); }
  }

  async function refresh() {
    let answer = null;
    try { answer = await fetch(say.lines, { redirect: 'manual', credentials: 'same-origin' }); } catch { setOffline(true); return; }
    if (answer.ok) merge(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  }

  const stateOf = (row) => row.querySelector('[data-line-state]').innerHTML;

  /* Somebody is in this line: what it lacks is told, and what they have not touched follows; the field they are in stays. */
  function bringUp(mine, row) {
    const [form, now] = [mine.querySelector('form'), row.querySelector('form')];
    mine.querySelector('[data-line-state]').innerHTML = stateOf(row);
    mine.dataset.stale = 'yes';
    const key = form.dataset.line;
    if (kept[key] || busy.has(key) || mine.dataset.version === row.dataset.version) return;
    const here = form.contains(document.activeElement) ? document.activeElement.name : '';
    const [old, fresh] = [valuesOf(form), valuesOf(now)];
    fill(form, Object.fromEntries(Object.entries(fresh).filter(([name]) => name !== here && name !== 'seen')));
    if (here && here in fresh && old[here] !== fresh[here]) return;
    form.elements.seen.value = fresh.seen;
    form.dataset.saved = words(fresh);
    mine.dataset.version = row.dataset.version;
  }

  box.addEventListener('focusout', (event) => {
    const row = event.target.closest('[data-line-row]');
    if (row && row.dataset.stale) window.setTimeout(() => { if (!isHeld(row)) refresh(); }, 300);
  });

  function isHeld(row) {
    const form = row.querySelector('form[data-line]');
    return row.contains(document.activeElement) || Boolean(form && (kept[form.dataset.line] || busy.has(form.dataset.line)));
  }

  function merge(fresh) {
    const there = new Set();
    Array.from(fresh.querySelectorAll('[data-line-row]')).filter((row) => row.dataset.version).forEach((row) => {
      const key = row.querySelector('form').dataset.line;
      const mine = formOf(key) && formOf(key).closest('[data-line-row]');
      there.add(key);
      if (!mine) { const before = list.querySelector('[data-line-row]:not([data-version])'); list.insertBefore(document.adoptNode(row), before); }
      else if (!isHeld(mine)) { if (mine.dataset.version !== row.dataset.version || mine.dataset.stale || stateOf(mine) !== stateOf(row)) mine.replaceWith(document.adoptNode(row)); }
      else bringUp(mine, row);
    });
    Array.from(list.querySelectorAll('[data-line-row][data-version]')).forEach((row) => {
      if (!there.has(row.querySelector('form').dataset.line) && !isHeld(row)) row.remove();
    });
    ['removed-lines', 'item-decisions', 'line-sums'].forEach((id) => {
      const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
      if (old && now && !old.contains(document.activeElement)) old.innerHTML = now.innerHTML;
    });
    forms().forEach(begin);
  }

  function begin(form) {
    const row = form.closest('[data-line-row]');
    showOther(form);
    if (row.dataset.version && !kept[form.dataset.line] && !form.dataset.saved) form.dataset.saved = words(valuesOf(form));
  }

  /* Time left. */
  const clock = box.querySelector('[data-ends]');
  function tick() {
    const left = Math.ceil((new Date(clock.dataset.ends) - Date.now()) / 60000);
    clock.textContent = (left >= 0 ? clock.dataset.left : clock.dataset.over).replace('{n}', Math.abs(left));
    clock.classList.toggle('is-over', left < 0);
  }
  if (clock) { tick(); window.setInterval(tick, 10000); }

  /* Leaving. */
  window.addEventListener('beforeunload', (event) => { if (Object.keys(kept).length) event.preventDefault(); });
  document.addEventListener('submit', (event) => {
    if (!(event.target.getAttribute('action') || '').includes('/logout')) return;
    if (Object.keys(kept).length && !window.confirm(say.leave)) { event.preventDefault(); return; }
    kept = {};
    Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => sessionStorage.removeItem(name));
  }, true);
  window.addEventListener('online', () => { setOffline(false); flush(); });
  window.addEventListener('offline', () => setOffline(true));
  document.addEventListener('visibilitychange', beat);

  /* It was ended before everything had been saved: the words are shown, to be taken along. */
  function showLeftover() {
    const place = box.querySelector('[data-leftover]');
    const left = Object.values(kept).map((entry) => entry.values.what).filter(Boolean);
    if (!left.length) { kept = {}; store(); return; }
    left.forEach((what) => { const line = document.createElement('li'); line.textContent = what; place.querySelector('ul').append(line); });
    place.hidden = false;
    place.querySelector('button').addEventListener('click', () => { kept = {}; store(); place.hidden = true; });
  }

  if (!blank) { showLeftover(); return; }
  forms().forEach(begin);
  Object.entries(kept).forEach(([key, entry]) => {
    if (!formOf(key)) list.insertAdjacentHTML('beforeend', blank.innerHTML.replaceAll(blank.dataset.key, key));
    fill(formOf(key), entry.values);
    delete entry.theirs;
    delete entry.stopped;
    note(formOf(key), say.typing, 'waiting');
  });
  box.classList.add('is-live');
  forms().forEach(showOther);
  tell();
  flush();
  window.setInterval(beat, BEAT);
})();
