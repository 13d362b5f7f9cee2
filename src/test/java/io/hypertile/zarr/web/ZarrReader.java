package io.hypertile.zarr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads arrays of the hierarchy as programs do, from their documents and chunks. */
final class ZarrReader {
  private final ApiClient api;

  ZarrReader(ApiClient api) {
    this.api = api;
  }

  /** The document of a node. */
  JsonNode document(String node) {
    try {
      return api.get(node + "/zarr.json").expect(200).json();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All cells of an array in C order; missing chunks are fill values. */
  byte[] cells(String array, byte[] fill) throws IOException {
    JsonNode document = document(array);
    long[] shape = longs(document.get("shape"));
    long[] chunk = longs(document.at("/chunk_grid/configuration/chunk_shape"));
    int size = fill.length;
    long cells = 1;
    for (long length : shape) {
      cells *= length;
    }
    ByteBuffer all = ByteBuffer.allocate((int) (cells * size));
    while (all.hasRemaining()) {
      all.put(fill);
    }
    long[] place = new long[shape.length];
    do {
      ApiClient.Answer answer = api.get(array + "/" + key(place));
      if (answer.status() == 404) {
        answer.problem(404, "not-found");
      } else {
        byte[] body = answer.expect(200).response().body();
        assertThat(body.length).isEqualTo(size * product(chunk));
        put(all.array(), shape, body, chunk, place, size);
      }
    } while (next(place, shape, chunk));
    return all.array();
  }

  static String key(long[] place) {
    StringBuilder key = new StringBuilder("c");
    for (long number : place) {
      key.append('/').append(number);
    }
    return key.toString();
  }

  private static void put(
      byte[] all, long[] shape, byte[] body, long[] chunk, long[] place, int size) {
    long[] at = new long[shape.length];
    for (int cell = 0; cell < product(chunk); cell++) {
      long rest = cell;
      long target = 0;
      boolean inside = true;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        at[axis] = place[axis] * chunk[axis] + rest % chunk[axis];
        rest /= chunk[axis];
        inside &= at[axis] < shape[axis];
      }
      for (int axis = 0; axis < shape.length; axis++) {
        target = target * shape[axis] + at[axis];
      }
      if (inside) {
        System.arraycopy(body, cell * size, all, (int) target * size, size);
      }
    }
  }

  static boolean next(long[] place, long[] shape, long[] chunk) {
    for (int axis = place.length - 1; axis >= 0; axis--) {
      if (++place[axis] < Math.ceilDiv(shape[axis], chunk[axis])) {
        return true;
      }
      place[axis] = 0;
    }
    return false;
  }

  static int product(long[] lengths) {
    long product = 1;
    for (long length : lengths) {
      product *= length;
    }
    return (int) product;
  }

  static long[] longs(JsonNode list) {
    long[] values = new long[list.size()];
    for (int at = 0; at < values.length; at++) {
      values[at] = list.get(at).asLong();
    }
    return values;
  }

  /** Texts of a chunk of the codec for texts of any length. */
  static List<String> texts(byte[] chunk) {
    ByteBuffer in = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    List<String> texts = new ArrayList<>();
    int count = in.getInt();
    for (int at = 0; at < count; at++) {
      byte[] text = new byte[in.getInt()];
      in.get(text);
      texts.add(new String(text, StandardCharsets.UTF_8));
    }
    assertThat(in.hasRemaining()).isFalse();
    return texts;
  }
}
