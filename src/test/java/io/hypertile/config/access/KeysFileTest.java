package io.hypertile.config.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.reload.UnfitFileException;
import io.hypertile.route.Scope;
import io.hypertile.security.ApiKey;
import io.hypertile.security.MakeKey;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class KeysFileTest {
  private static final String HEAD = "hypertile: {security: {api-keys: ";
  private static final String HASH = ApiKey.hash("hk_a");
  private static final String OTHER = ApiKey.hash("hk_b");
  private static ValidatorFactory validators;

  @BeforeAll
  static void begin() {
    validators = Validation.buildDefaultValidatorFactory();
  }

  @AfterAll
  static void end() {
    validators.close();
  }

  private static List<SecurityProperties.Key> parse(String text) throws UnfitFileException {
    return new KeysFile(validators.getValidator()).parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void allMembersAreRead() throws Exception {
    List<SecurityProperties.Key> keys =
        parse(
            """
            hypertile:
              security:
                api-keys:
                  - {name: ann, hash: %1$s, scopes: [read, write], collections: ["w*"], expires: "2027-01-01T00:00:00Z", requests-per-second: 2.5, burst: 7, quota: {bytes: 10GiB, arrays: 5}}
                  - {name: bob, hash: %2$s}
            """
                .formatted(HASH, OTHER));
    assertThat(keys)
        .containsExactly(
            new SecurityProperties.Key(
                "ann",
                HASH,
                List.of(Scope.READ, Scope.WRITE),
                List.of("w*"),
                Instant.parse("2027-01-01T00:00:00Z"),
                2.5,
                7,
                new SecurityProperties.Room(DataSize.ofGigabytes(10), 5)),
            new SecurityProperties.Key(
                "bob",
                OTHER,
                List.of(Scope.READ),
                List.of("*"),
                null,
                null,
                50,
                new SecurityProperties.Room(DataSize.ofBytes(0), 0)));
  }

  @Test
  void thePrintOfTheCommandIsAFileOfKeys() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    MakeKey.run(new String[] {"--hypertile.make-key=ann"}, new PrintStream(printed, true));
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(parse(text.substring(text.indexOf("hypertile:\n"))))
        .singleElement()
        .satisfies(key -> assertThat(key.name()).isEqualTo("ann"));
  }

  @Test
  void oneHashTwiceIsRefusedByTheNamesOfItsKeys() {
    String file =
        HEAD
            + "[{name: ann, hash: %s}, {name: bob, hash: %s}, {name: eve, hash: %s}]}}\n"
                .formatted(HASH, OTHER, HASH.toUpperCase(Locale.ROOT));
    assertThatThrownBy(() -> parse(file))
        .isInstanceOf(UnfitFileException.class)
        .hasMessageContaining("api-keys[2].hash (eve) is that of [0] (ann) as well");
  }

  @Test
  void anEmptyListIsNoKeys() throws Exception {
    assertThat(parse(HEAD + "[]}}\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                              | is empty
          'hypertile: {}'                                 | half written
          '#\n'                                           | has no hypertile.security.api-keys
          'hypertile: {security: {}}\n'                   | has no hypertile.security.api-keys
          'HEAD[{name: a, ha\n'                           | is not YAML
          'HEAD[{name: a}]}}\n'                           | [0].hash
          'HEAD[{name: a, hash: abc}]}}\n'                | [0].hash
          'HEAD[{hash: HASH}]}}\n'                        | [0].name
          'HEAD[{name: a, hash: HASH, scope: read}]}}\n'  | scope
          'HEAD[{name: a, hash: HASH, scopes: [all]}]}}\n'| scopes
          'HEAD[{name: a, hash: HASH, scopes: []}]}}\n'   | scopes
          'HEAD[{name: a, hash: HASH, expires: soon}]}}\n'| expires
          'HEADann}}\n'                                   | api-keys
          'hypertile: {security: {open: true}}\n'         | alone, not hypertile.security.open
          'HEAD[], open: true}}\n'                        | alone, not hypertile.security.open
          'HEAD[]}}\n---\nserver: {port: 1}\n'            | alone, not server.port
          'a: &a [1]\nhypertile: *a\n'                    | alone, not
          """)
  void whatIsHalfWrittenOrWrongIsNamed(String text, String reason) {
    String file = text.replace("HEAD", HEAD).replace("HASH", HASH).replace("\\n", "\n");
    assertThatThrownBy(() -> parse(file))
        .isInstanceOf(UnfitFileException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void everyBeginOfAFileIsRefusedUnlessItEndsWithALine() throws Exception {
    String whole = HEAD + "[\n  {name: ann, hash: " + HASH + "}\n]}}\n";
    assertThat(parse(whole)).hasSize(1);
    for (int length = 0; length < whole.length(); length++) {
      String half = whole.substring(0, length);
      assertThatThrownBy(() -> parse(half)).as(half).isInstanceOf(UnfitFileException.class);
    }
  }
}
