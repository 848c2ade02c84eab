// Each of the 55 messages, as the shop's customer sees it.
import {expect, H5Flow, messages, number, test} from 'h5kit-flow/testing';

for (const message of messages()) {
  test(`message ${message.code} is shown word for word`, async ({page, h5kit}) => {
    const flow = await new H5Flow(page).open(await h5kit.session({tel: number(message.scenario)}));
    await flow.complete(message.scenario);
    expect(await (await flow.expectMessage(message.code)).innerText()).toContain(message.text);
  });
}
