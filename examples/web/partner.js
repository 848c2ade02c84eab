// A partner's page: it loads the SDK, asks its server to open a session, and shows the flow.
// In production the SDK's address is a constant, with the integrity hash of docs/embedding.md.
(function () {
  var query = new URLSearchParams(location.search);
  var kit = query.get('kit') || 'http://127.0.0.1:8000';
  var script = document.createElement('script');
  script.src = kit + '/h5kit.js';
  document.head.appendChild(script);

  function say(text) {
    document.getElementById('state').textContent = text;
  }
  function note(event) {
    var line = document.createElement('li');
    line.textContent = JSON.stringify(event);
    document.getElementById('events').appendChild(line);
  }
  function show(mode, session) {
    window.handle = H5Kit.open({
      url: session.url,
      mode: mode,
      container: '#here',
      lang: query.get('lang') || 'zh',
      timeout: Number(query.get('timeout')) || undefined,
      onEvent: note,
      // Thank the person, but do not lend yet: anybody can call this function from the console.
      // Decide on your server, after the push or after pulling the sid with its secret.
      onSuccess: function (event) { say('已授权 ' + event.sid); },
      onExit: function (event) { say((document.getElementById('state').textContent + ' 已关闭 ' + event.reason).trim()); }
    });
  }
  document.addEventListener('click', function (e) {
    var mode = e.target.getAttribute('data-mode');
    if (!mode) return;
    var fields = {mode: mode};
    ['tel', 'lang', 'size'].forEach(function (name) {
      if (query.get(name)) fields[name] = query.get(name);
    });
    fetch('/session', {method: 'POST', body: JSON.stringify(fields)})
      .then(function (answer) {
        return answer.json().then(function (session) {
          if (!answer.ok) throw Error(session.msg);
          show(mode, session);
        });
      })
      .catch(function (fault) { say('暂时无法授权 ' + fault.message); });
  });
  if (query.has('back')) say('欢迎回来');
})();
