package io.hypertile.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.hypertile.TestSeed;
import io.hypertile.error.SyntaxException;
import io.hypertile.slice.SliceExpression.Ellipsis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.TermList;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.IsoTime;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SliceParserRandomTest {
  private static final String QUOTES = "\"'`";

  /** Builds a random tree and its text side by side, so that every column is known. */
  private static final class Writer {
    private final Random random;
    private final StringBuilder text = new StringBuilder();

    Writer(Random random) {
      this.random = random;
    }

    SliceExpression slice() {
      boolean bracketed = random.nextBoolean();
      blanks();
      text.append(bracketed ? "[" : "");
      List<Selector> selectors = new ArrayList<>();
      boolean ellipsis = false;
      int count = random.nextInt(6);
      while (selectors.size() < count) {
        text.append(selectors.isEmpty() ? "" : ",");
        blanks();
        Selector selector = selector(!ellipsis);
        ellipsis |= selector instanceof Ellipsis;
        selectors.add(selector);
        blanks();
      }
      text.append(count > 0 && random.nextInt(8) == 0 ? "," : "");
      text.append(bracketed ? "]" : "");
      blanks();
      return new SliceExpression(selectors);
    }

    private Selector selector(boolean ellipsisAllowed) {
      int column = column();
      return switch (random.nextInt(ellipsisAllowed ? 8 : 7)) {
        case 0, 1, 2 -> term();
        case 3, 4, 5 -> range(column);
        case 6 -> list(column);
        default -> {
          text.append("...");
          yield new Ellipsis(column);
        }
      };
    }

    private Range range(int column) {
      Optional<Term> start = random.nextBoolean() ? Optional.of(term()) : Optional.empty();
      blanksAfter(start);
      text.append(':');
      blanks();
      Optional<Term> stop = random.nextBoolean() ? Optional.of(term()) : Optional.empty();
      Optional<Position> step = Optional.empty();
      if (random.nextBoolean()) {
        blanksAfter(stop);
        text.append(':');
        blanks();
        if (random.nextBoolean()) {
          // A step of two digits right after a time would be read as its seconds.
          long value = 100 + random.nextLong(Long.MAX_VALUE - 100);
          step = Optional.of(new Position(column(), value));
          text.append(value);
        }
      }
      return new Range(column, start, stop, step);
    }

    private TermList list(int column) {
      text.append('(');
      List<Term> terms = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      while (terms.size() < count) {
        text.append(terms.isEmpty() ? "" : ",");
        blanks();
        terms.add(term());
        blanks();
      }
      text.append(random.nextInt(4) == 0 ? "," : "").append(')');
      return new TermList(column, terms);
    }

    private Term term() {
      int column = column();
      switch (random.nextInt(5)) {
        case 0 -> {
          long value = random.nextLong() >> random.nextInt(64);
          text.append(value);
          return new Position(column, value);
        }
        case 1 -> {
          double value = Double.longBitsToDouble(random.nextLong());
          value = Double.isFinite(value) ? value : 0.5;
          text.append(value);
          return new Value(column, value, Double.toString(value));
        }
        case 2 -> {
          return time(column);
        }
        case 3 -> {
          String label = randomText("abcxyzäö_温", 1) + randomText("aZ09_-.ß", random.nextInt(6));
          text.append(label);
          return new Text(column, label, false);
        }
        default -> {
          char quote = QUOTES.charAt(random.nextInt(3));
          String label = randomText("ab ,:()[]\"'`.5\n…", random.nextInt(8));
          String doubled = label.replace(String.valueOf(quote), "" + quote + quote);
          text.append(quote).append(doubled).append(quote);
          return new Text(column, label, true);
        }
      }
    }

    private Time time(int column) {
      LocalDateTime local =
          LocalDateTime.of(
              1 + random.nextInt(9999),
              1 + random.nextInt(12),
              1 + random.nextInt(28),
              random.nextInt(24),
              random.nextInt(60),
              random.nextInt(60),
              1000 * random.nextInt(1_000_000));
      Optional<ZoneOffset> offset =
          random.nextBoolean()
              ? Optional.empty()
              : Optional.of(ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2000) - 1000)));
      String written =
          local.toString() + offset.map(o -> o.getId().replace('+', plus())).orElse("");
      text.append(written);
      return new Time(column, Optional.of(new IsoTime(local, offset)), written);
    }

    private char plus() {
      return random.nextBoolean() ? '+' : ' ';
    }

    private String randomText(String alphabet, int length) {
      StringBuilder made = new StringBuilder();
      for (int i = 0; i < length; i++) {
        made.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      return made.toString();
    }

    private int column() {
      return text.length() + 1;
    }

    private void blanksAfter(Optional<Term> term) {
      if (term.isPresent()) {
        blanks();
      }
    }

    private void blanks() {
      text.append(random.nextInt(5) == 0 ? randomText(" \t\n", 2) : "");
    }
  }

  @Test
  void parseOfARenderedTreeGivesTheTree() {
    Random random = TestSeed.random();
    for (int round = 0; round < 20_000; round++) {
      Writer writer = new Writer(random);
      SliceExpression expected = writer.slice();
      String text = writer.text.toString();
      try {
        assertThat(SliceParser.parse(text)).isEqualTo(expected);
      } catch (SyntaxException e) {
        fail("round %d: %s in %s".formatted(round, e.detail(), text), e);
      }
    }
  }

  @Test
  void parseOfGarbageThrowsSyntaxExceptionsOnly() {
    Random random = TestSeed.random();
    String alphabet = "0123456789:::,,,...---+eE TZ()[]\"'`aN_\t\u0000é\uD83D\uDE00\uD800;$%/";
    int refused = 0;
    for (int round = 0; round < 100_000; round++) {
      Writer writer = new Writer(random);
      StringBuilder text = new StringBuilder();
      if (random.nextBoolean()) {
        writer.slice();
        text.append(writer.text);
      }
      for (int edits = 1 + random.nextInt(8); edits > 0; edits--) {
        char character = alphabet.charAt(random.nextInt(alphabet.length()));
        int at = random.nextInt(text.length() + 1);
        if (at < text.length() && random.nextBoolean()) {
          text.setCharAt(at, character);
        } else {
          text.insert(at, character);
        }
      }
      refused += isRefused(text.toString(), round) ? 1 : 0;
    }
    assertThat(refused).isBetween(10_000, 99_999);
  }

  private static boolean isRefused(String text, int round) {
    boolean refused = false;
    for (int form = 0; form < 2; form++) {
      try {
        if (form == 0) {
          SliceParser.parse(text);
        } else {
          SliceParser.parseSelector(text);
        }
      } catch (SyntaxException e) {
        assertThat(e.column()).isBetween(1, text.length() + 1);
        refused = true;
      } catch (RuntimeException e) {
        fail("round %d: %s".formatted(round, text), e);
      }
    }
    return refused;
  }
}
