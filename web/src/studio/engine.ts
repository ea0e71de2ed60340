// The engine: kvant as a WebAssembly module. It needs a clock and next to nothing else from around it.

interface Exports {
  memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(place: number): void;
  kvant_request(json: number, jsonSize: number, bytes: number, size: number): number;
  kvant_reply_data(piece: number): number;
  kvant_reply_size(piece: number): number;
  _initialize(): void;
}

export interface Engine {
  /** Answers a request, an object with the field "do"; see protocol.ts. */
  answer(request: object, bytes: Uint8Array): { said: unknown; blocks: Uint8Array[] };
}

const notSupported = 52; // WASI's ENOSYS

/** The imports of the module: of files and the like there are none. */
function surroundings(module: WebAssembly.Module, memory: () => WebAssembly.Memory): WebAssembly.Imports {
  const view = (): DataView => new DataView(memory().buffer);
  const known: Record<string, (...numbers: number[]) => number> = {
    environ_sizes_get: (count = 0, size = 0) => {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    // A clock's number, a precision of 64 bits, and where the time goes.
    clock_time_get: (...[, , place = 0]) => {
      view().setBigUint64(place, BigInt(Math.round(performance.now() * 1e6)), true);
      return 0;
    },
  };
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = known[name] ?? (() => notSupported);
  }
  return imports;
}

export async function startEngine(module: WebAssembly.Module): Promise<Engine> {
  // eslint-disable-next-line prefer-const
  let exports: Exports;
  const instance = await WebAssembly.instantiate(
    module,
    surroundings(module, () => exports.memory),
  );
  exports = instance.exports as unknown as Exports;
  exports._initialize();

  const put = (bytes: Uint8Array): number => {
    const place = exports.malloc(bytes.length || 1);
    if (place === 0) throw new RangeError('the browser gives this page no more memory');
    new Uint8Array(exports.memory.buffer).set(bytes, place);
    return place;
  };
  const piece = (number: number): Uint8Array => {
    const place = exports.kvant_reply_data(number);
    return new Uint8Array(exports.memory.buffer).slice(place, place + exports.kvant_reply_size(number));
  };
  return {
    answer(request, bytes) {
      const json = new TextEncoder().encode(JSON.stringify(request));
      const jsonPlace = put(json);
      const bytesPlace = put(bytes);
      const pieces = exports.kvant_request(jsonPlace, json.length, bytesPlace, bytes.length);
      exports.free(bytesPlace);
      exports.free(jsonPlace);
      const said: unknown = JSON.parse(new TextDecoder().decode(piece(0)));
      return { said, blocks: Array.from({ length: pieces - 1 }, (_, i) => piece(i + 1)) };
    },
  };
}
