// Needs react-native-webview and the types of the npm package h5kit.
import React, {useEffect, useRef} from 'react';
import {Linking} from 'react-native';
import {WebView, WebViewMessageEvent} from 'react-native-webview';
import type {FlowEvent} from 'h5kit-flow';

const KIT = 'https://kit.example';

type End = (event: Record<string, unknown>) => void;

/**
 * Shows the flow and calls `onEnd` once.
 *
 * What it says is for the screen that follows. Lend nothing on it: your server's push is the truth, since
 * whoever holds the phone can make an app believe anything.
 */
export function H5KitScreen({url, onEnd}: {url: string; onEnd: End}) {
  const hasEnded = useRef(false);
  const granted = useRef<FlowEvent | null>(null);

  const end: End = event => {
    if (!hasEnded.current) {
      hasEnded.current = true;
      // However the person leaves after success, success is the result.
      onEnd({...(granted.current ?? event)});
    }
  };

  // Your app has taken the screen away, by a way back of its own.
  useEffect(() => () => {
    if (granted.current) end({...granted.current});
  }, []);

  const received = ({nativeEvent}: WebViewMessageEvent) => {
    // The origin check: the address of the page that has sent the message.
    if (!nativeEvent.url.startsWith(`${KIT}/`)) return;
    const event: FlowEvent = JSON.parse(nativeEvent.data);
    if (event.v !== 1) return;
    if (event.type === 'success') granted.current = event;
    if (event.type === 'exit') end({...event});
  };

  const decide = ({url: to}: {url: string}) => {
    if (to.startsWith(`${KIT}/`)) return true;
    if (to.startsWith('shopapp://h5kit?')) {
      // 关闭, where the partner's file has app_scheme: works without any script.
      const pairs = to.slice('shopapp://h5kit?'.length).split('&').map(pair => pair.split('='));
      end(Object.fromEntries(pairs.map(([name, value]) => [name, decodeURIComponent(value)])));
    } else if (/^(tel|https):/.test(to)) {
      // A hotline of P4; a carrier's own page for resetting the password.
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
