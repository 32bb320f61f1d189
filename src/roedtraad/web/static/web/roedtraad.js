// SPDX-License-Identifier: EUPL-1.2
/* Everything the pages do in the browser. Each of them works without it. All htmx event names stand here. */
(function () {
  'use strict';

  const HTMX = { beforeRequest: 'htmx:beforeRequest', load: 'htmx:load', afterSettle: 'htmx:afterSettle', failed: 'htmx:responseError', lost: 'htmx:sendError' };
  const STANDARD = 'a[href], button, input, select, textarea';

  /* The design system: init once for the page, single components for parts that came later. */
  function wakePage() {
    window.DKFDS.init();
  }

  function wakePart(part) {
    const D = window.DKFDS;
    const each = (selector, act) => {
      if (part.matches && part.matches(selector)) act(part);
      part.querySelectorAll(selector).forEach(act);
    };
    each('.accordion', (el) => new D.Accordion(el).init());
    each('[data-module="error-summary"]', (el) => new D.ErrorSummary(el).init());
    each('table.table-sm-responsive-headers, table.table-md-responsive-headers, table.table-lg-responsive-headers', (el) => new D.ResponsiveTable(el));
    each('table.table--selectable', (el) => new D.TableSelectableRows(el).init());
    each('.fds-modal', (el) => new D.Modal(el).init());
    each('.alert.has-close', (el) => new D.Alert(el).init());
    if (part.querySelector('.date-picker')) D.datePicker.init(part);
  }

  /* Filters, sorting and pages fetch only the list; the address bar keeps the state. */
  function quickTarget(el) {
    const form = el.closest('form[data-filter]');
    if (form) return document.getElementById(form.dataset.filter);
    return el.closest('[data-results]') || document.querySelector('[data-results]');
  }

  function showPart(url, target, isBack) {
    window.htmx.ajax('GET', url, { source: target, target: target, select: '#' + target.id, swap: 'outerHTML', headers: { 'X-Part': target.id } })
      .then(() => {
        if (!isBack) window.history.pushState(null, '', url);
        document.querySelectorAll(`form[data-filter="${target.id}"]`).forEach(followAddress);
      });
  }

  /* The fields show what the address says, also after a filter was taken away by its own link. */
  function followAddress(form) {
    const here = new URLSearchParams(window.location.search);
    form.querySelectorAll('select, input:not([type=hidden])').forEach((field) => {
      if (field.type === 'checkbox') field.checked = here.getAll(field.name).includes(field.value);
      else field.value = here.get(field.name) || field.dataset.usual || '';
    });
  }

  function formAddress(form) {
    const query = new URLSearchParams();
    const here = new URLSearchParams(window.location.search);
    const kept = (form.dataset.keep || '').split(' ').filter(Boolean);
    new FormData(form).forEach((value, name) => { if (value !== '' && !kept.includes(name)) query.append(name, value); });
    kept.forEach((name) => { if (here.get(name)) query.set(name, here.get(name)); });
    const path = new URL(form.action || window.location.href, window.location.href).pathname;
    return path + (query.size ? '?' + query : '');
  }

  window.addEventListener('popstate', () => {
    const target = document.querySelector('[data-results]');
    if (target && target.id) showPart(window.location.href, target, true);
    else window.location.reload();
  });

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('form[data-filter]')) return;
    const target = quickTarget(form);
    if (!target) return;
    event.preventDefault();
    showPart(formAddress(form), target);
  });

  document.addEventListener('change', (event) => {
    const form = event.target.closest('form[data-filter]');
    if (form && event.target.matches('select, input[type=checkbox], input[type=radio]')) form.requestSubmit();
  });

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-quick]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = quickTarget(link);
    if (!target) return;
    event.preventDefault();
    if (link.dataset.quick === 'append') appendEarlier(link);
    else showPart(link.getAttribute('href') === '?' ? window.location.pathname : link.href, target);
  });

  function appendEarlier(link) {
    const holder = link.closest('.thread-more');
    const thread = holder.previousElementSibling;
    window.htmx.ajax('GET', link.href, { source: holder, target: holder, select: '.thread > li, .thread-more', swap: 'outerHTML' })
      .then(() => {
        const parent = thread.parentNode;
        parent.querySelectorAll(':scope > li.thread-entry').forEach((entry) => thread.append(entry));
      });
  }

  /* Choosing rows. */
  function rowBoxes(table) {
    return Array.from(table.querySelectorAll('tbody td:first-child .form-checkbox'));
  }

  function countChosen(bar) {
    const table = document.getElementById(bar.dataset.bulk);
    const label = bar.querySelector('[data-bulk-count]');
    if (!table || !label) return;
    const all = bar.querySelector('input[name=all]');
    const everyone = Boolean(all && all.checked);
    const count = everyone ? ('capped' in all.dataset ? -1 : Number(all.value)) : rowBoxes(table).filter((box) => box.checked).length;
    if (!label.dataset.none) label.dataset.none = label.textContent;
    if (count === 0) label.textContent = label.dataset.none;
    else if (count < 0) label.textContent = label.dataset.all;
    else label.textContent = count === 1 ? label.dataset.one : label.dataset.many.replace('{n}', count);
    bar.classList.toggle('has-chosen', count !== 0);
  }

  function countAll() {
    document.querySelectorAll('form[data-bulk]').forEach(countChosen);
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches('.form-checkbox')) countAll();
  });
  document.addEventListener('fds.table.selectable.updated', countAll);

  /* A second press on a sending form does nothing. */
  document.addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.target.method !== 'post') return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = 'yes';
  });
  window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((form) => delete form.dataset.sent));

  /* Keys on lists: off while somebody types, and never with a modifier. */
  function rows() {
    return Array.from(document.querySelectorAll('[data-results] tbody tr[data-row]'));
  }

  function stepTo(direction) {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains('at-row'));
    const next = Math.max(0, Math.min(all.length - 1, now < 0 ? (direction > 0 ? 0 : all.length - 1) : now + direction));
    all.forEach((row) => row.classList.remove('at-row'));
    all[next].classList.add('at-row');
    const link = all[next].querySelector('a[data-open]') || all[next].querySelector('a[href]');
    if (link) link.focus();
    all[next].scrollIntoView({ block: 'nearest' });
  }

  function chooseRow() {
    const box = document.querySelector('tr.at-row td:first-child .form-checkbox');
    if (box) box.click();
  }

  function goSearch() {
    const field = document.querySelector('main input[type=search], main form[role=search] input:not([type=hidden]), main form[role=search] select');
    if (field) field.focus();
    return Boolean(field);
  }

  function showShortcuts() {
    const dialog = document.getElementById('shortcuts');
    if (dialog && !dialog.open) dialog.showModal();
  }

  const KEYS = { j: () => stepTo(1), k: () => stepTo(-1), x: chooseRow, '?': showShortcuts };

  function isTyping(el) {
    return el.isContentEditable || el.matches('input:not([type=checkbox]):not([type=radio]), select, textarea');
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === '/') { if (goSearch()) event.preventDefault(); return; }
    if (event.key === 'Enter') {
      const link = event.target.matches(STANDARD) ? null : document.querySelector('tr.at-row a[data-open]') || document.querySelector('tr.at-row a[href]');
      if (link) link.click();
      return;
    }
    const act = KEYS[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-shortcuts]')) showShortcuts();
    if (event.target.closest('[data-print]')) window.print();
  });

  /* A request that fails leaves the page as it was: load the address itself, so that the reader gets the real answer. */
  document.addEventListener(HTMX.failed, (event) => {
    const address = event.detail.pathInfo && event.detail.pathInfo.requestPath;
    if (address && event.detail.requestConfig.verb === 'get') window.location.assign(address);
  });
  document.addEventListener(HTMX.lost, () => document.body.classList.add('is-offline'));
  document.addEventListener(HTMX.beforeRequest, () => document.body.classList.remove('is-offline'));

  let started = false;
  document.addEventListener(HTMX.load, (event) => {
    if (started && event.detail.elt !== document.body) { wakePart(event.detail.elt); countAll(); }
  });

  document.addEventListener('DOMContentLoaded', () => {
    wakePage();
    started = true;
    countAll();
    if (window.matchMedia('(max-width: 767px)').matches) document.querySelectorAll('details[data-fold]').forEach((el) => { el.open = false; });
    document.querySelectorAll('[data-shortcuts], [data-print]').forEach((el) => { el.hidden = false; });
  });
})();
