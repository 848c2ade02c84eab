// Sends the flow's events to the page that frames it and to the app that shows it.
// The page script loads it only for one of these; nothing ever waits for it.
// ES5, like page.js. The server replaces H5KIT by this flow's configuration (h5kit/web/flow/events_script.py).
(function (d, w, c) {
  var LOOPBACK = ['//localhost', '//127.0.0.1'];
  // The count continues from one document of the flow to the next without storage.
  var name = w.name.split('.');
  var isOurs = name[0] === 'h5kit';
  // Do not change a window.name that the embedding page set.
  var mayCount = isOurs || !w.name;
  var seq = isOurs ? +name[2] || 0 : 0;
  var own = originOf(w.location.href);
  var above = w.location.ancestorOrigins;
  var from = above ? above[0] : originOf(d.referrer);
  var to = [];
  var step = '';
  var height = 0;
  var isGreeted = false;
  var isModal = false;
  var hasEnded = false;
  var hasApp = false;
  var bridges = [
    function (event, json) {
      w.H5KitAndroid.postMessage(json);
    },
    function (event) {
      w.webkit.messageHandlers.h5kit.postMessage(event);
    },
    function (event, json) {
      w.ReactNativeWebView.postMessage(json);
    },
    function (event, json) {
      w.H5KitFlutter.postMessage(json);
    }
  ];
  // WeChat delivers messages only when the page is left, so a message cannot make the app close it.
  function tellMiniProgram(event) {
    w.wx.miniProgram.postMessage({data: event});
  }
  function originOf(address) {
    return address.split('/').slice(0, 3).join('/');
  }
  function isRegistered(origin) {
    var parts = origin.split(':');
    var isLoopback = parts[0] === 'http' && LOOPBACK.indexOf(parts[1]) >= 0;
    // One of our own pages, the sandbox console, frames the flow too.
    return c.origins.indexOf(origin) >= 0 || origin === own || c.loopback && isLoopback;
  }
  // A missing object throws, and an existing one may throw; the person must not notice either.
  function attempt(call, event, json) {
    try {
      call(event, json);
    } catch (ignored) {
      return false;
    }
    return true;
  }
  function send(type, more) {
    var event = {v: 1, type: type, seq: ++seq, ts: Date.now()};
    var json;
    for (var key in more) {
      event[key] = more[key];
    }
    json = JSON.stringify(event);
    if (mayCount) {
      w.name = 'h5kit.' + c.tag + '.' + seq;
    }
    to.forEach(function (origin) {
      attempt(function () {
        w.parent.postMessage(event, origin);
      });
    });
    bridges.forEach(function (bridge) {
      hasApp = attempt(bridge, event, json) || hasApp;
    });
    attempt(tellMiniProgram, event);
  }
  function exit(reason) {
    if (!hasEnded) {
      hasEnded = true;
      send('exit', {reason: reason});
    }
  }
  function shown() {
    return d.querySelector('main[data-h5-step]');
  }
  function measure() {
    var now = Math.ceil(d.body.getBoundingClientRect().height);
    if (now !== height) {
      height = now;
      send('resize', {height: now});
    }
  }
  function tell(e) {
    var code = +e.getAttribute('data-h5-message');
    var group = e;
    var error = {code: code, recovery: c.recovery[code] || []};
    if (e.told || e.hidden) {
      return;
    }
    e.told = true;
    while (group && group.getAttribute && !group.hasAttribute('data-h5-field')) {
      group = group.parentNode;
    }
    if (group && group.getAttribute) {
      error.field = group.getAttribute('data-h5-field');
    }
    send('error', error);
  }
  function succeed(main) {
    var success = {sid: main.getAttribute('data-h5-sid')};
    if (main.hasAttribute('data-h5-uid')) {
      success.uid = main.getAttribute('data-h5-uid');
    }
    send('success', success);
  }
  // If 关闭 (close) leads nowhere else, it can tell an app that the person is done.
  function offerToLeave(main) {
    var button = d.createElement('button');
    if (hasApp && !main.querySelector('.b')) {
      button.className = 'b';
      button.textContent = c.close;
      button.onclick = function () {
        exit('done');
      };
      main.firstElementChild.appendChild(button);
    }
  }
  function look() {
    var main = shown();
    var now = main ? main.getAttribute('data-h5-step') : step;
    var isNew = now !== step;
    step = now;
    if (isNew) {
      send('step', {name: now, index: now === 'basic_info' ? 1 : c.total, total: c.total});
    }
    [].slice.call(d.querySelectorAll('[data-h5-message]')).forEach(tell);
    if (isNew && now === 'success') {
      succeed(main);
      offerToLeave(main);
    }
    measure();
  }
  function reason() {
    if (step === 'success') {
      return 'done';
    }
    return d.querySelector('[data-h5-message="25"]') ? 'timeout' : 'user';
  }
  if (w.parent !== w && (above || from && from !== own)) {
    to = isRegistered(from) ? [from] : [];
  } else if (w.parent !== w) {
    // Some browsers do not name the framing origin; they deliver to the named target origin only.
    to = c.origins.concat(own);
  }
  w.addEventListener('message', function (e) {
    var said = e.data;
    if (e.source !== w.parent || w.parent === w || !isRegistered(e.origin)) {
      return;
    }
    if (said && said.v === 1 && said.type === 'hello') {
      to = [e.origin];
      isGreeted = true;
      isModal = said.modal === true;
    }
  });
  d.addEventListener('click', function (e) {
    var link = e.target;
    var address;
    while (link && link.nodeName !== 'A') {
      link = link.parentNode;
    }
    if (!link) {
      return;
    }
    address = link.getAttribute('href');
    if (address.indexOf('tel:') === 0) {
      send('call', {tel: address.slice(4)});
    }
    // 关闭 (close) leaves the frame; if the SDK is present, it closes the flow instead.
    if (link.target === '_top') {
      exit(reason());
      if (isGreeted) {
        e.preventDefault();
      }
    }
  }, true);
  d.addEventListener('keydown', function (e) {
    if (isModal && e.keyCode === 27) {
      exit('user');
    }
  });
  w.addEventListener('resize', measure);
  w.addEventListener('load', measure);
  if (w.ResizeObserver) {
    new w.ResizeObserver(measure).observe(d.body);
  }
  new MutationObserver(look).observe(d.body, {
    attributes: true,
    attributeFilter: ['hidden'],
    childList: true,
    subtree: true
  });
  if (name[1] !== c.tag) {
    send('open');
  }
  send('ready');
  look();
})(document, window, H5KIT);
