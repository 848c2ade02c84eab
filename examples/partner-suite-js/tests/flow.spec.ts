// A customer authorizes, and the shop's server receives the push.
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, H5Flow, number, scenarios, test} from 'h5kit-flow/testing';

test('a customer authorizes', async ({page, h5kit}) => {
  const session = await h5kit.session({tel: number('0000'), uid: 'order-1'});
  const flow = await new H5Flow(page).open(session);
  await flow.complete();
  await expect(flow.success.heading).toHaveText('授权成功');
  expect((await h5kit.flow(session)).step).toBe('success');
});

test('a customer types the code from the SMS, after a wrong one', async ({page, h5kit}) => {
  const tel = number('1001', '移动');
  const flow = await new H5Flow(page).open(await h5kit.session({tel}));
  await flow.submitPhone();
  await flow.phone.control('sms_code').waitFor();
  await flow.submitChallenge({sms_code: '000000'});
  await flow.expectFault('sms_code', 37);
  await flow.submitChallenge({sms_code: await h5kit.lastCode(tel)});
  await flow.expectStep('success');
});

test('a second verification can ask for a captcha', async ({page, h5kit}) => {
  const flow = await new H5Flow(page).open(await h5kit.session({tel: number('2002')}));
  await flow.submitPhone();
  await flow.expectStep('verify');
  await flow.verify.anotherPicture();
  await flow.complete('2002');
});

for (const row of scenarios('30')) {
  test(`a customer with a forgotten password authorizes: ${row.last_four}`, async ({page, h5kit}) => {
    const flow = await new H5Flow(page).open(await h5kit.session({tel: number(row.last_four)}));
    await flow.complete(row.last_four);
    await flow.expectStep('success');
  });
}

test('a customer without a number fills in the first page', async ({page, h5kit}) => {
  const flow = await new H5Flow(page).open(await h5kit.session());
  await flow.basicInfo.submitPerson(undefined, {name: '', phone: number('1004')});
  await flow.expectFault('name', 1);
  await flow.complete('1004');
});

test('the same test runs on English pages', async ({page, h5kit}) => {
  const session = await h5kit.session({tel: number('3005'), lang: 'en'});
  await (await new H5Flow(page).open(session)).complete('3005');
});

test('a step can be opened directly', async ({page, h5kit}) => {
  const session = await h5kit.session({tel: number('3004')});
  await h5kit.jump(session, 'reset_contacts');
  const flow = await new H5Flow(page).open(session);
  await flow.resetContacts.expect();
  await flow.resetContacts.back();
  await flow.expectStep('phone');
});

test('a customer can read the agreement', async ({page, h5kit}) => {
  const flow = await new H5Flow(page).open(await h5kit.session({tel: number('1003'), lang: 'en'}));
  await flow.phone.openAgreement();
  await expect(flow.agreement.heading).toBeVisible();
  await flow.agreement.back();
  await flow.forgotPassword();
  await expect(flow.forgot.buttonNamed('复制10086')).toBeVisible();
});

test('the flow runs in a frame', async ({page, h5kit}) => {
  const session = await h5kit.session({tel: number('1003')});
  await page.goto(h5kit.baseUrl.replace('127.0.0.1', 'localhost') + '/healthz');
  await page.setContent(`<iframe src="${session.url}" width="400" height="700"></iframe>`);
  const flow = new H5Flow(page.frameLocator('iframe'));
  await flow.complete('1003');
  await flow.open(session);
  await flow.expectStep('success');
});

test('the push is retried until the shop accepts it', async ({page, h5kit}) => {
  const answers = [500, 200];
  const pushed: unknown[] = [];
  const shop = createServer((request, answer) => {
    let body = '';
    request.on('data', chunk => { body += chunk; });
    request.on('end', () => {
      pushed.push(JSON.parse(body));
      answer.writeHead(answers.shift() ?? 200).end('ok');
    });
  }).listen(0, '127.0.0.1');
  await expect.poll(() => shop.listening).toBe(true);
  const {port} = shop.address() as AddressInfo;
  const tel = number('0000');
  const session = await h5kit.session({tel, uid: 'order-2', callback: `http://127.0.0.1:${port}/push`});
  await (await new H5Flow(page).open(session)).complete();
  const {sid} = await h5kit.flow(session);
  const tries = async () => (await h5kit.deliveries(sid))[0]?.tries.map(t => t.outcome);
  await expect.poll(tries).toEqual(['refused']);
  await h5kit.advance(60);
  await expect.poll(tries).toEqual(['refused', 'ok']);
  expect(pushed).toEqual([1, 2].map(() => ({status: 0, tel, uid: 'order-2', sid})));
  shop.close();
});
