// What a partner's page does: load the SDK, have its server open a session, show the flow.
// In earnest the SDK's address is a constant, with the integrity that docs/embedding.md prints.
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
      // Say thank you, but lend nothing yet: anybody can call this function from the console.
      // Your server knows from the push, or by pulling the sid with its secret.
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
        return answer.json().then(function (told) {
          if (!answer.ok) throw Error(told.msg);
          show(mode, told);
        });
      })
      .catch(function (fault) { say('暂时无法授权 ' + fault.message); });
  });
  if (query.has('back')) say('欢迎回来');
})();
