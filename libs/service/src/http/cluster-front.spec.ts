import { mergeMetrics } from './cluster-front';

const family = (name: string, ...series: readonly string[]): string =>
  [`# HELP ${name} Words.`, `# TYPE ${name} gauge`, ...series, ''].join('\n');

describe('mergeMetrics', () => {
  it('puts the series of one family under one head', () => {
    const own = family('gifting_parked_keys', 'gifting_parked_keys{service="gateway"} 0');
    const other = family('gifting_parked_keys', 'gifting_parked_keys{service="gift"} 2');
    expect(mergeMetrics(own, [other])).toBe(
      family(
        'gifting_parked_keys',
        'gifting_parked_keys{service="gateway"} 0',
        'gifting_parked_keys{service="gift"} 2',
      ),
    );
  });

  it('keeps the largest value of a series that several processes report', () => {
    const age = (seconds: number) =>
      family('gifting_oldest_unmatched_seconds', `gifting_oldest_unmatched_seconds ${seconds}`);
    expect(mergeMetrics(age(0), [age(12), age(3)])).toBe(age(12));
  });

  it('leaves what is about another process with that process', () => {
    const memory = family('process_resident_memory_bytes', 'process_resident_memory_bytes 5');
    expect(mergeMetrics(memory, [memory.replace(' 5', ' 9'), ''])).toBe(memory);
  });

  it('reads label values with spaces and histograms', () => {
    const own = family('gifting_h', 'gifting_h_bucket{le="+Inf",route="a b"} 1', 'gifting_h_sum 2');
    expect(mergeMetrics('', [own])).toBe(own);
  });
});
