import 'reflect-metadata';
import { FakeService } from './fake-service.fixture';
import { describeApi, mergeOpenApi } from './openapi';

const service = new FakeService();
beforeAll(() => service.open());
afterAll(() => service.app.close());

describe('mergeOpenApi', () => {
  it('refuses two documents that say different things under one name', () => {
    const one = describeApi(service.app);
    const other = structuredClone(one);
    (other.components?.schemas?.MoneyInput as { type: string }).type = 'string';
    expect(mergeOpenApi([one, structuredClone(one)]).paths).toEqual(one.paths);
    expect(() => mergeOpenApi([one, other])).toThrow('describe schemas MoneyInput differently');
  });
});
