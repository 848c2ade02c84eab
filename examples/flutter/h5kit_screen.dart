// Needs webview_flutter and url_launcher.
import 'dart:convert';

import 'package:flutter/material.dart';
import 'package:url_launcher/url_launcher.dart';
import 'package:webview_flutter/webview_flutter.dart';

final kit = Uri.parse('https://kit.example');

/// Shows the flow and pops with the event that ended it.
///
/// Use the event only to choose the next screen. Decide on a loan only after your server's push: the
/// user of a phone can forge anything that an app receives.
class H5KitScreen extends StatefulWidget {
  const H5KitScreen({super.key, required this.url});

  final Uri url;

  @override
  State<H5KitScreen> createState() => _H5KitScreenState();
}

class _H5KitScreenState extends State<H5KitScreen> {
  late final WebViewController _view;
  bool _hasEnded = false;
  Map<String, dynamic>? _granted;

  @override
  void initState() {
    super.initState();
    _view = WebViewController()
      ..setJavaScriptMode(JavaScriptMode.unrestricted)
      ..addJavaScriptChannel('H5KitFlutter', onMessageReceived: _received)
      ..setNavigationDelegate(NavigationDelegate(onNavigationRequest: _decide))
      ..loadRequest(widget.url);
  }

  bool _isKit(Uri uri) => uri.scheme == kit.scheme && uri.authority == kit.authority;

  Future<void> _received(JavaScriptMessage message) async {
    // The origin check: a channel does not say who sent the message, so check the page that is shown.
    final shown = await _view.currentUrl();
    if (shown == null || !_isKit(Uri.parse(shown))) return;
    final event = jsonDecode(message.message) as Map<String, dynamic>;
    if (event['v'] != 1 || !mounted) return;
    if (event['type'] == 'success') setState(() => _granted = event);
    if (event['type'] == 'exit') _end(event);
  }

  NavigationDecision _decide(NavigationRequest request) {
    final to = Uri.parse(request.url);
    if (_isKit(to)) return NavigationDecision.navigate;
    if (to.scheme == 'shopapp') {
      // 关闭 (close) if the partners' file has app_scheme; works without JavaScript.
      _end(to.queryParameters);
    } else if (to.scheme == 'tel' || to.scheme == 'https') {
      // A carrier's hotline, or its own page for resetting the service password.
      launchUrl(to, mode: LaunchMode.externalApplication);
    }
    return NavigationDecision.prevent;
  }

  /// After success the result is success, however the person leaves.
  void _end(Map<String, dynamic> event) {
    if (_hasEnded || !mounted) return;
    _hasEnded = true;
    Navigator.of(context).pop(_granted ?? event);
  }

  // Back pops without a result before the person has authorized, with the success event after.
  @override
  Widget build(BuildContext context) => PopScope(
        canPop: _granted == null,
        onPopInvokedWithResult: (hasPopped, _) {
          if (!hasPopped) _end(_granted ?? const {});
        },
        child: Scaffold(body: SafeArea(child: WebViewWidget(controller: _view))),
      );
}
