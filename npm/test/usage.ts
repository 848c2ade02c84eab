// Code of a partner that must compile, and code that the types must refuse.
import H5Kit = require('../h5kit');

const handle: H5Kit.Handle = H5Kit.open({
  url: 'https://kit.example/f/x',
  onEvent: event => {
    switch (event.type) {
      case 'step': return void event.name.length;
      case 'error': return void event.recovery.includes('restart');
      case 'resize': return void event.height.toFixed();
      default: return void event.seq;
    }
  },
  onSuccess: event => void [event.sid, event.uid?.length],
  onExit: event => void (event.reason === 'timeout')
});
handle.close();
H5Kit.open({url: 'https://kit.example/f/x', mode: 'inline', container: '#here', timeout: 5000});

// @ts-expect-error - inline needs a container
H5Kit.open({url: 'https://kit.example/f/x', mode: 'inline'});
// @ts-expect-error - unknown mode
H5Kit.open({url: 'https://kit.example/f/x', mode: 'popup'});
// @ts-expect-error - url is missing
H5Kit.open({mode: 'sheet'});
// @ts-expect-error - events do not contain the person's number
H5Kit.open({url: 'https://kit.example/f/x', onSuccess: event => event.tel});
