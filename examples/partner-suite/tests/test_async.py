"""The same page objects with Playwright's async API."""

import asyncio

from playwright.async_api import async_playwright

from h5kit.testing import AsyncH5Flow


def test_a_flow_is_completed_with_the_async_api(h5_session, h5_scenario, browser_type_launch_args):
    session = h5_session(tel=h5_scenario("2002"))

    async def scene():
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**browser_type_launch_args)
            page = await browser.new_page()
            await (await AsyncH5Flow(page).open(session)).complete("2002")
            await browser.close()

    # A thread with its own event loop: pytest-playwright's runs in this thread already.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scene()).result()
    assert session.state()["step"] == "success"
