package io.hypertile.zarr.cells;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Changes at random of what programs wrote: of bytes, and of values of documents. */
final class Mutation {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final long[] ABSURD = {
    0,
    1,
    2,
    3,
    -1,
    -2,
    255,
    65_536,
    1 << 20,
    (1L << 31) - 1,
    1L << 31,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final Random random;

  Mutation(Random random) {
    this.random = random;
  }

  /** Other bytes than those given, with the first few and the last hit most often. */
  byte[] bytes(byte[] whole, byte[] other) {
    byte[] mutant = whole.clone();
    for (int n = random.nextInt(3); n >= 0; n--) {
      mutant = once(mutant, other);
    }
    return mutant;
  }

  private byte[] once(byte[] bytes, byte[] other) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = place(bytes.length);
    int count = 1 + random.nextInt(Math.min(40, bytes.length - at));
    byte[] changed = bytes.clone();
    switch (random.nextInt(9)) {
      case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[at] = (byte) random.nextInt();
      case 2 -> Arrays.fill(changed, at, at + count, (byte) (random.nextBoolean() ? 0 : -1));
      case 3 -> putLong(changed, at, ABSURD[random.nextInt(ABSURD.length)]);
      case 4 -> putLong(changed, at, random.nextInt(2 * bytes.length + 100));
      case 5 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 6 -> {
        return spliced(bytes, at, 0, random(count));
      }
      case 7 -> {
        return spliced(bytes, at, count, new byte[0]);
      }
      default -> {
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        int length = Math.min(count, other.length - from);
        return spliced(bytes, at, count, Arrays.copyOfRange(other, from, from + length));
      }
    }
    return changed;
  }

  private int place(int length) {
    int reach = random.nextBoolean() ? Math.min(80, length) : length;
    int at = random.nextInt(reach);
    return random.nextBoolean() ? at : length - 1 - at;
  }

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void putLong(byte[] bytes, int at, long value) {
    if (bytes.length >= Long.BYTES) {
      ByteBuffer.wrap(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(Math.min(at, bytes.length - Long.BYTES), value);
    }
  }

  private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
    ByteBuffer result = ByteBuffer.allocate(bytes.length - removed + added.length);
    result.put(bytes, 0, at).put(added).put(bytes, at + removed, bytes.length - at - removed);
    return result.array();
  }

  /** A document with other values or members, or other bytes. */
  byte[] document(byte[] whole, byte[] other) {
    if (random.nextInt(5) == 0) {
      return bytes(whole, other);
    }
    JsonNode tree = JSON.readTree(whole);
    for (int n = random.nextInt(3); n >= 0; n--) {
      change(tree, JSON.readTree(other));
    }
    String text = tree.toString();
    return (random.nextInt(30) == 0 ? deep(text) : text).getBytes(StandardCharsets.UTF_8);
  }

  /** A document with one member that is nested too deep. */
  private static String deep(String text) {
    String nested = "[".repeat(100_000) + "]".repeat(100_000);
    return text.replaceFirst("\\{", "{\"attributes\": {\"deep\": " + nested + "}, ");
  }

  private void change(JsonNode tree, JsonNode other) {
    List<JsonNode> inner = new ArrayList<>();
    collect(tree, inner);
    switch (inner.get(random.nextInt(inner.size()))) {
      case ObjectNode object -> change(object, other);
      case ArrayNode array -> change(array, other);
      default -> throw new AssertionError();
    }
  }

  private static void collect(JsonNode node, List<JsonNode> inner) {
    if (node.isContainer()) {
      inner.add(node);
      node.forEach(child -> collect(child, inner));
    }
  }

  private void change(ObjectNode object, JsonNode other) {
    List<String> names = new ArrayList<>(object.propertyNames());
    if (names.isEmpty()) {
      object.set("added", value(other));
      return;
    }
    String name = names.get(random.nextInt(names.size()));
    String next = names.get(random.nextInt(names.size()));
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> {
        JsonNode swapped = object.get(name);
        object.set(name, object.get(next));
        object.set(next, swapped);
      }
      case 2 -> object.set("added" + random.nextInt(3), value(other));
      default -> object.set(name, near(object.get(name), other));
    }
  }

  private void change(ArrayNode array, JsonNode other) {
    if (array.isEmpty()) {
      array.add(value(other));
      return;
    }
    int at = random.nextInt(array.size());
    switch (random.nextInt(6)) {
      case 0 -> array.remove(at);
      case 1 -> array.insert(at, array.get(at).deepCopy());
      case 2 -> array.insert(at, value(other));
      case 3 -> {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        Collections.shuffle(items, random);
        array.removeAll();
        items.forEach(array::add);
      }
      default -> array.set(at, near(array.get(at), other));
    }
  }

  /** A number that is near another one, often; else any value. */
  private JsonNode near(JsonNode value, JsonNode other) {
    if (value.isIntegralNumber() && value.canConvertToLong() && random.nextBoolean()) {
      long number = value.longValue();
      return NODES.numberNode(
          switch (random.nextInt(4)) {
            case 0 -> number + 1;
            case 1 -> number - 1;
            case 2 -> number * 1_000_003;
            default -> ABSURD[random.nextInt(ABSURD.length)];
          });
    }
    return value(other);
  }

  private JsonNode value(JsonNode other) {
    return switch (random.nextInt(11)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.numberNode(ABSURD[random.nextInt(ABSURD.length)]);
      case 2 -> NODES.numberNode(new BigInteger("9".repeat(1 + random.nextInt(400))));
      case 3 -> NODES.numberNode(random.nextBoolean() ? 1e300 : 0.5);
      case 4 -> NODES.stringNode(random.nextBoolean() ? "x" : "\0".repeat(random.nextInt(10)));
      case 5 -> NODES.booleanNode(random.nextBoolean());
      case 6 -> NODES.arrayNode().add(NODES.arrayNode().add(Long.MAX_VALUE)).add(3);
      case 7 -> NODES.objectNode().put("name", "zstd").put("must_understand", false);
      default -> {
        List<JsonNode> inner = new ArrayList<>();
        collect(other, inner);
        yield inner.get(random.nextInt(inner.size())).deepCopy();
      }
    };
  }
}
