// Needs react-native-webview and the types of the npm package h5kit-flow.
import React, {useEffect, useRef} from 'react';
import {Linking} from 'react-native';
import {WebView, WebViewMessageEvent} from 'react-native-webview';
import type {FlowEvent} from 'h5kit-flow';

const KIT = 'https://kit.example';

type End = (event: Record<string, unknown>) => void;

/**
 * Shows the flow and calls `onEnd` once.
 *
 * Use the event only to choose the next screen. Decide on a loan only after your server's push: the user
 * of a phone can forge anything that an app receives.
 */
export function H5KitScreen({url, onEnd}: {url: string; onEnd: End}) {
  const hasEnded = useRef(false);
  const granted = useRef<FlowEvent | null>(null);

  const end: End = event => {
    if (!hasEnded.current) {
      hasEnded.current = true;
      // After success the result is success, however the person leaves.
      onEnd({...(granted.current ?? event)});
    }
  };

  // Your app removed the screen, for example with its own Back.
  useEffect(() => () => {
    if (granted.current) end({...granted.current});
  }, []);

  const received = ({nativeEvent}: WebViewMessageEvent) => {
    // The origin check: the address of the page that sent the message.
    if (!nativeEvent.url.startsWith(`${KIT}/`)) return;
    const event: FlowEvent = JSON.parse(nativeEvent.data);
    if (event.v !== 1) return;
    if (event.type === 'success') granted.current = event;
    if (event.type === 'exit') end({...event});
  };

  const decide = ({url: to}: {url: string}) => {
    if (to.startsWith(`${KIT}/`)) return true;
    if (to.startsWith('shopapp://h5kit?')) {
      // 关闭 (close) if the partners' file has app_scheme; works without JavaScript.
      const pairs = to.slice('shopapp://h5kit?'.length).split('&').map(pair => pair.split('='));
      end(Object.fromEntries(pairs.map(([name, value]) => [name, decodeURIComponent(value)])));
    } else if (/^(tel|https):/.test(to)) {
      // A carrier's hotline, or its own page for resetting the service password.
      Linking.openURL(to);
    }
    return false;
  };

  return (
    <WebView
      source={{uri: url}}
      originWhitelist={['*']}
      onMessage={received}
      onShouldStartLoadWithRequest={decide}
    />
  );
}
