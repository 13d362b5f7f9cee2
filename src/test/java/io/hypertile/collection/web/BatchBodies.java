package io.hypertile.collection.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Bodies of batches in the shapes that files and programs give them. */
final class BatchBodies {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";

  private BatchBodies() {}

  static String array(int number) {
    return "{\"primary_attributes\":{\"n\":" + number + "}}";
  }

  static String named(String id, int number) {
    return "{\"id\":\"" + id + "\",\"primary_attributes\":{\"n\":" + number + "}}";
  }

  static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer one) {
        out.write(one);
      } else {
        out.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  /** A name, a body of lines, and the status of each result. */
  static Stream<Arguments> lines() {
    String one = array(1);
    String two = array(2);
    String three = array(3);
    int[] mark = {0xef, 0xbb, 0xbf};
    return Stream.of(
        Arguments.of("one line", bytes(one, "\n"), "201"),
        Arguments.of("no final newline", bytes(one, "\n", two), "201 201"),
        Arguments.of("CRLF", bytes(one, "\r\n", two, "\r\n"), "201 201"),
        Arguments.of("CRLF without the last", bytes(one, "\r\n", two), "201 201"),
        Arguments.of("blank lines", bytes("\n\n", one, "\n \t\r\n\r\n", two, "\n\n"), "201 201"),
        Arguments.of("only blank lines", bytes("\n\r\n  \n"), ""),
        Arguments.of("nothing", bytes(), ""),
        Arguments.of("mark first", bytes(mark[0], mark[1], mark[2], one, "\n", two), "201 201"),
        Arguments.of("mark alone", bytes(mark[0], mark[1], mark[2]), ""),
        Arguments.of("mark and newline", bytes(mark[0], mark[1], mark[2], "\n", one), "201"),
        Arguments.of("blanks around", bytes("  ", one, "\t \n\t", two, " \r\n"), "201 201"),
        Arguments.of("CR alone", bytes(one, "\r", two, "\n", three), "400 201"),
        Arguments.of("two in a line", bytes(one, two, "\n", three), "400 201"),
        Arguments.of("comma at the end", bytes(one, ",\n", two), "400 201"),
        Arguments.of("bad line in the middle", bytes(one, "\n{not json\n", two), "201 400 201"),
        Arguments.of("garbage", bytes(one, "\n", 0xff, 0x00, 0xc3, 0x28, "\n", two), "201 400 201"),
        Arguments.of(
            "invalid UTF-8 in a text",
            bytes(
                one,
                "\n{\"primary_attributes\":{\"n\":2},\"custom_attributes\":{\"s\":\"",
                0xc3,
                "(\"}}\n",
                three),
            "201 400 201"),
        Arguments.of("NUL", bytes(one, "\n", 0, "\n", two), "201 400 201"),
        Arguments.of("UTF-16", one.getBytes(StandardCharsets.UTF_16), "400"),
        Arguments.of("half a document", bytes(one, "\n", two.substring(0, 20)), "201 400"),
        Arguments.of("over two lines", bytes(one.replace(":{", ":\n{")), "400 400"),
        Arguments.of("key twice", bytes(one, "\n", one, "\n", two), "201 409 201"),
        Arguments.of("id twice", bytes(named(ID, 1), "\n", named(ID, 2), "\n", two), "201 409 201"),
        Arguments.of(
            "id and key of others",
            bytes(named(ID, 1), "\n", two, "\n", named(ID, 2), "\n", three),
            "201 201 409 201"),
        Arguments.of(
            "key of a refused one", bytes(named("x", 1), "\n", one, "\n", one), "REFUSED 201 409"),
        Arguments.of(
            "no objects", bytes("[]\nnull\n5\n\"x\"\ntrue\n", one), "422 422 422 422 422 201"),
        Arguments.of("list in a line", bytes("[", one, "]\n", two), "422 201"),
        Arguments.of("member twice", bytes("{\"id\":null,\"id\":null}\n", one), "400 201"),
        Arguments.of("unknown member", bytes("{\"attributes\":{}}\n", one), "422 201"),
        Arguments.of("missing key", bytes("{}\n", one), "422 201"),
        Arguments.of("NaN", bytes("{\"primary_attributes\":{\"n\":NaN}}\n", one), "400 201"),
        Arguments.of("wrong type", bytes("{\"primary_attributes\":{\"n\":1.5}}\n", one), "422 201"),
        Arguments.of("too deep", bytes("[".repeat(100), "]".repeat(100), "\n", one), "400 201"),
        Arguments.of(
            "too long", bytes("{\"s\":\"", "y".repeat(1 << 20), "\"}\n", one, "\r\n"), "413 201"),
        Arguments.of(
            "too long at the end", bytes(one, "\n{\"s\":\"", "y".repeat(1 << 20)), "201 413"));
  }
}
