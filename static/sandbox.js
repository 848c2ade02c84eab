// The sandbox console: polls the server, listens to the events of the page in the frame, and
// types into it (it has the same origin). ES5, like page.js.
(function (d, w) {
  var MOST_EVENTS = 100;
  var body = d.body;
  var handle = body.getAttribute('data-handle');
  var answers = JSON.parse(body.getAttribute('data-answers'));
  var screen = d.querySelector('.screen');
  var said = d.getElementById('said');
  var events = d.getElementById('events');
  var frame = d.querySelector('iframe');
  var ahead = body.getAttribute('data-now') * 1000 - Date.now();
  var seen = '';
  var step = '';
  var behind = 0;
  var isAsking = false;
  function each(selector, root, done) {
    [].slice.call(root.querySelectorAll(selector)).forEach(done);
  }
  // The page in the frame; null if there is none or it has another origin.
  function inside() {
    try {
      return frame && frame.contentDocument && frame.contentWindow;
    } catch (ignored) {
      return null;
    }
  }
  function two(number) {
    return (number < 10 ? '0' : '') + number;
  }
  // Shanghai's time, in the server's format.
  function clock(at) {
    var t = new Date(at + 288e5);
    return two(t.getUTCHours()) + ':' + two(t.getUTCMinutes()) + ':' + two(t.getUTCSeconds());
  }
  function day(at) {
    return new Date(at + 288e5).toISOString().slice(0, 10) + ' ' + clock(at);
  }
  function tick() {
    var now = Date.now() + ahead;
    d.getElementById('now').textContent = day(now);
    each('[data-until]', d, function (e) {
      var left = Math.max(0, Math.ceil(e.getAttribute('data-until') - now / 1000));
      e.textContent = left ? Math.floor(left / 60) + ':' + two(left % 60) : body.getAttribute('data-over');
    });
  }
  function swap(name, html) {
    var panel = d.getElementById(name);
    var scrolled = panel.querySelector('.scroll');
    var left = scrolled ? scrolled.scrollLeft : 0;
    var active = panel.contains(d.activeElement) ? d.activeElement.getAttribute('data-key') : null;
    var open = [];
    each('details[open]', panel, function (e) {
      open.push(e.getAttribute('data-key'));
    });
    panel.innerHTML = html;
    each('[data-key]', panel, function (e) {
      var key = e.getAttribute('data-key');
      if (e.nodeName === 'DETAILS' && open.indexOf(key) >= 0) {
        e.open = true;
      }
      if (key === active) {
        e.focus();
      }
    });
    scrolled = panel.querySelector('.scroll');
    if (scrolled) {
      scrolled.scrollLeft = left;
    }
  }
  function compare(there) {
    var page = inside();
    var main = page && page.document.querySelector('main[data-h5-step]');
    var here = main ? main.getAttribute('data-h5-step') : there;
    var note = d.getElementById('behind');
    var names = note.querySelectorAll('code');
    // The page may still be loading, so one look is not enough.
    behind = here === there ? 0 : behind + 1;
    note.hidden = behind < 3;
    names[0].textContent = here;
    names[1].textContent = there;
  }
  function take(told) {
    ahead = told.now * 1000 - Date.now();
    seen = told.seen;
    follow(told.handle);
    for (var name in told.panels) {
      swap(name, told.panels[name]);
    }
    if (told.step !== step) {
      step = told.step;
      said.textContent = d.querySelector('#machine title').textContent;
    }
    compare(told.step);
    tick();
  }
  // 重新授权 (authorize again) leads the frame to another flow; the console follows.
  function follow(other) {
    if (other !== handle) {
      handle = other;
      w.history.replaceState(null, '', '/sandbox?handle=' + handle);
      d.getElementById('open').href = '/f/' + handle;
      d.getElementById('address').setAttribute('data-copy', '/f/' + handle);
      each('input[name=handle]', d, function (e) {
        e.value = handle;
      });
    }
  }
  function lost(is) {
    isAsking = false;
    d.getElementById('lost').hidden = !is;
  }
  function ask() {
    var x = new XMLHttpRequest();
    if (d.hidden || isAsking || !handle) {
      return;
    }
    isAsking = true;
    x.open('GET', '/sandbox/live?handle=' + handle + '&seen=' + seen + '&lang=' + d.documentElement.lang);
    x.onload = function () {
      lost(false);
      if (x.status === 200) {
        take(JSON.parse(x.responseText));
      }
    };
    x.onerror = function () {
      lost(true);
    };
    x.send();
  }
  // The countdowns in the frame move with the server's clock.
  function jump(seconds) {
    var x = new XMLHttpRequest();
    x.open('POST', '/sandbox/clock');
    x.setRequestHeader('Content-Type', 'application/json');
    x.onload = function () {
      var page = inside();
      ahead = JSON.parse(x.responseText).now * 1000 - Date.now();
      tick();
      if (page) {
        each('[data-h5-countdown]', page.document, function (e) {
          e.until -= seconds * 1000;
        });
      }
      ask();
    };
    x.send(JSON.stringify({advance_seconds: seconds}));
  }
  function fire(control, type) {
    var event = control.ownerDocument.createEvent('Event');
    event.initEvent(type, true, false);
    control.dispatchEvent(event);
  }
  // The cities are loaded after the province is chosen; then fill again.
  function type(name, value, tries) {
    var page = inside();
    var control = page && page.document.querySelector('[name=' + name + ']');
    if (!control || control.readOnly) {
      return null;
    }
    if (control.type === 'checkbox') {
      control.checked = true;
    } else if (control.value !== value) {
      control.value = value;
      fire(control, 'input');
      fire(control, 'change');
    }
    if (control.value !== value && control.nodeName === 'SELECT' && tries) {
      w.setTimeout(function () {
        type(name, value, tries - 1);
      }, 200);
    }
    return control;
  }
  function newest(name) {
    var code = d.querySelector('#inbox [data-into=' + name + ']');
    return code ? code.getAttribute('data-value') : answers[name];
  }
  function fill() {
    for (var name in answers) {
      type(name, name === 'sms_code' || name === 'service_password' || name === 'captcha' ? newest(name) : answers[name], 20);
    }
    type('phone', body.getAttribute('data-tel'), 0);
  }
  function show(address) {
    var fresh = d.createElement('iframe');
    fresh.title = frame.title;
    fresh.src = address;
    screen.textContent = '';
    screen.appendChild(fresh);
    frame = fresh;
  }
  // A killed app keeps only the address.
  function kill() {
    screen.removeChild(frame);
    w.setTimeout(function () {
      show('/f/' + handle);
    }, 700);
  }
  function copy(text, button) {
    var area = d.createElement('textarea');
    var before = button.textContent;
    area.value = text.charAt(0) === '/' ? w.location.origin + text : text;
    area.className = 'v';
    body.appendChild(area);
    area.select();
    button.textContent = body.getAttribute(d.execCommand('copy') ? 'data-copied' : 'data-uncopied');
    body.removeChild(area);
    button.focus();
    w.setTimeout(function () {
      button.textContent = before;
    }, 1500);
  }
  function note(event) {
    var row = d.createElement('li');
    var more = [];
    var name;
    for (name in event) {
      if (['v', 'type', 'seq', 'ts'].indexOf(name) < 0) {
        more.push(name + ' ' + JSON.stringify(event[name]));
      }
    }
    [['time', clock(event.ts + ahead)], ['b', event.type], ['code', more.join(' · ')]].forEach(function (part) {
      var e = d.createElement(part[0]);
      e.textContent = part[1];
      row.appendChild(e);
    });
    events.insertBefore(row, events.firstChild);
    if (events.children.length > MOST_EVENTS) {
      events.removeChild(events.lastChild);
    }
    d.getElementById('no-events').hidden = true;
  }
  w.addEventListener('message', function (e) {
    var event = e.data || 0;
    if (!frame || e.source !== frame.contentWindow || e.origin !== w.location.origin || event.v !== 1) {
      return;
    }
    // Send hello like an embedding page, so that 关闭 (close) ends the flow and keeps the console.
    if (event.type === 'ready') {
      e.source.postMessage({v: 1, type: 'hello', modal: false}, e.origin);
    }
    note(event);
  });
  d.addEventListener('click', function (e) {
    var b = e.target;
    var typed;
    while (b && b.nodeName !== 'BUTTON') {
      b = b.parentNode;
    }
    if (!b) {
      return;
    }
    if (b.name === 'seconds') {
      e.preventDefault();
      jump(+b.value);
    } else if (b.hasAttribute('data-into')) {
      typed = type(b.getAttribute('data-into'), b.getAttribute('data-value'), 0);
      if (typed) {
        typed.focus();
      }
    } else if (b.hasAttribute('data-copy')) {
      copy(b.getAttribute('data-copy'), b);
    } else if (b.id === 'fill') {
      fill();
    } else if (b.id === 'reload') {
      inside().location.reload();
    } else if (b.id === 'kill') {
      kill();
    }
  });
  d.getElementById('filter').addEventListener('input', function (e) {
    var wanted = e.target.value.trim().toLowerCase();
    var found = 0;
    each('.rows li', d, function (row) {
      var b = row.firstChild;
      var words = b.textContent + ' ' + b.getAttribute('data-english');
      row.hidden = words.toLowerCase().indexOf(wanted) < 0;
      found += row.hidden ? 0 : 1;
    });
    each('.set', d, function (set) {
      set.hidden = !set.querySelector('li:not([hidden])');
    });
    said.textContent = body.getAttribute('data-rows').replace('%(n)s', found);
  });
  d.addEventListener('visibilitychange', ask);
  d.documentElement.className = 'js';
  tick();
  ask();
  w.setInterval(tick, 500);
  w.setInterval(ask, 1000);
})(document, window);
