package io.hypertile.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.filter.Ranges.Nulls;
import io.hypertile.filter.Ranges.Range;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decisions about many rows by ranges, against the filter for each of the rows. */
class DecisionTest {
  private static final List<AttributeSchema> ATTRIBUTES =
      List.of(
          new AttributeSchema("n", AttributeType.Plain.INT, true),
          new AttributeSchema("f", AttributeType.Plain.FLOAT, false),
          new AttributeSchema("s", AttributeType.Plain.STRING, false));

  private static final List<Field> FIELDS =
      Stream.concat(Stream.of(new Field.Id()), ATTRIBUTES.stream().<Field>map(Field.Attribute::new))
          .toList();

  private static final List<String> TEXTS = List.of("", "a", "ab", "b", "id-1", "z");
  private static final List<Double> FLOATS =
      List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1.5, -0.0, 0.0, 2.5);

  private static BoundFilter bind(String filter) {
    return FilterBinder.bind(FilterParser.parse(filter), ATTRIBUTES);
  }

  private static AttributeValue value(Random random, Field field) {
    return switch (field.name()) {
      case "n" -> IntValue.of(random.nextInt(8) - 3);
      case "f" -> new FloatValue(FLOATS.get(random.nextInt(FLOATS.size())));
      default -> new TextValue(TEXTS.get(random.nextInt(TEXTS.size())));
    };
  }

  private static Key key(Random random, Field field) {
    return Keys.of(value(random, field));
  }

  private static BoundFilter filter(Random random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return test(random);
    }
    List<BoundFilter> operands =
        Stream.generate(() -> filter(random, depth - 1)).limit(random.nextInt(4)).toList();
    return switch (random.nextInt(3)) {
      case 0 -> new BoundFilter.And(operands);
      case 1 -> new BoundFilter.Or(operands);
      default -> new BoundFilter.Not(filter(random, depth - 1));
    };
  }

  private static BoundFilter test(Random random) {
    Field field = FIELDS.get(random.nextInt(FIELDS.size()));
    return switch (random.nextInt(4)) {
      case 0 -> new BoundFilter.Absent(field);
      case 1 -> {
        Set<Key> keys = new HashSet<>(Set.of(key(random, field)));
        while (random.nextBoolean()) {
          keys.add(key(random, field));
        }
        yield new BoundFilter.OneOf(field, keys);
      }
      default -> new BoundFilter.Between(field, bound(random, field), bound(random, field));
    };
  }

  private static Optional<BoundFilter.Bound> bound(Random random, Field field) {
    return random.nextInt(3) == 0
        ? Optional.empty()
        : Optional.of(new BoundFilter.Bound(key(random, field), random.nextBoolean()));
  }

  private static Map<Field, Key> row(Random random) {
    Map<Field, Key> row = new HashMap<>();
    for (Field field : FIELDS) {
      boolean given = field instanceof Field.Id || random.nextInt(4) > 0;
      if (given) {
        row.put(field, key(random, field));
      }
    }
    return row;
  }

  /** The narrowest range of some rows, made wider at random. */
  private static Optional<Range> range(Random random, List<Map<Field, Key>> rows, Field field) {
    List<Key> keys = rows.stream().map(row -> row.get(field)).filter(Objects::nonNull).toList();
    Optional<Key> low = keys.stream().min(Comparator.naturalOrder());
    Optional<Key> high = keys.stream().max(Comparator.naturalOrder());
    Nulls nulls = keys.size() == rows.size() ? Nulls.NONE : keys.isEmpty() ? Nulls.ALL : Nulls.SOME;
    if (random.nextInt(4) == 0) {
      Key other = key(random, field);
      low = low.filter(key -> key.compareTo(other) < 0).or(() -> Optional.of(other));
    }
    if (random.nextInt(4) == 0) {
      Key other = key(random, field);
      high = high.filter(key -> key.compareTo(other) > 0).or(() -> Optional.of(other));
    }
    return random.nextInt(5) == 0
        ? Optional.empty()
        : Optional.of(
            new Range(
                random.nextInt(6) == 0 ? Optional.empty() : low,
                random.nextInt(6) == 0 ? Optional.empty() : high,
                random.nextInt(6) == 0 ? Nulls.SOME : nulls));
  }

  @Test
  void decisionsAboutRandomRowsAreNeverWrong() {
    Random random = TestSeed.random();
    Map<Decision, Integer> seen = new EnumMap<>(Decision.class);
    for (int round = 0; round < 50_000; round++) {
      BoundFilter filter = filter(random, 3);
      List<Map<Field, Key>> rows = new ArrayList<>();
      do {
        rows.add(row(random));
      } while (random.nextInt(3) > 0);
      Map<Field, Range> ranges = new HashMap<>();
      FIELDS.forEach(
          field -> range(random, rows, field).ifPresent(range -> ranges.put(field, range)));
      Decision decision = filter.decide(field -> Optional.ofNullable(ranges.get(field)));
      seen.merge(decision, 1, Integer::sum);
      for (Map<Field, Key> row : rows) {
        boolean meant = filter.matches(field -> Optional.ofNullable(row.get(field)));
        assertThat(decision)
            .as("%s of %s in %s", filter, row, ranges)
            .isNotEqualTo(meant ? Decision.CANNOT_MATCH : Decision.ALWAYS_MATCHES);
      }
    }
    assertThat(seen.values()).hasSize(3).allMatch(count -> count > 1_000);
  }

  /** Ranges of n from 2 to 5, of f from -1.5 to 2.5 with nulls, nothing known of s. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n == 3 | MIGHT_MATCH",
        "n == 1 | CANNOT_MATCH",
        "n < 2 | CANNOT_MATCH",
        "n <= 2 | MIGHT_MATCH",
        "n >= 2 | ALWAYS_MATCHES",
        "n > 1.5 | ALWAYS_MATCHES",
        "n > 5 | CANNOT_MATCH",
        "n in (1, 6) | CANNOT_MATCH",
        "n not in (1, 6) | ALWAYS_MATCHES",
        "n != 7 | ALWAYS_MATCHES",
        "n == null | CANNOT_MATCH",
        "n != null | ALWAYS_MATCHES",
        "not (n < 2) | ALWAYS_MATCHES",
        "f > 3 | CANNOT_MATCH",
        "f <= 2.5 | MIGHT_MATCH",
        "not (f <= 2.5) | MIGHT_MATCH",
        "not (f > 3) | ALWAYS_MATCHES",
        "f == null | MIGHT_MATCH",
        "f != 9.0 | MIGHT_MATCH",
        "s == 'a' | MIGHT_MATCH",
        "s == 'a' and n > 5 | CANNOT_MATCH",
        "s == 'a' or n >= 2 | ALWAYS_MATCHES",
        "s == 'a' and n >= 2 | MIGHT_MATCH",
        "n == 1 or f > 3 | CANNOT_MATCH"
      })
  void decisionsKnowNullsAndBounds(String filter, Decision decision) {
    Map<String, Range> ranges =
        Map.of(
            "n",
            new Range(
                Optional.of(Keys.of(IntValue.of(2))),
                Optional.of(Keys.of(IntValue.of(5))),
                Nulls.NONE),
            "f",
            new Range(
                Optional.of(Keys.of(new FloatValue(-1.5))),
                Optional.of(Keys.of(new FloatValue(2.5))),
                Nulls.SOME));
    assertThat(bind(filter).decide(field -> Optional.ofNullable(ranges.get(field.name()))))
        .isEqualTo(decision);
  }

  @Test
  void rowsOfOneValueAreDecided() {
    Ranges one = field -> Optional.of(Range.of(Keys.of(IntValue.of(4))));
    assertThat(bind("n == 4").decide(one)).isEqualTo(Decision.ALWAYS_MATCHES);
    assertThat(bind("n != 4").decide(one)).isEqualTo(Decision.CANNOT_MATCH);
    assertThat(bind("n in (3, 4)").decide(one)).isEqualTo(Decision.ALWAYS_MATCHES);
  }

  @Test
  void rowsWithoutValuesAreDecided() {
    Ranges none = field -> Optional.of(new Range(Optional.empty(), Optional.empty(), Nulls.ALL));
    assertThat(bind("f == null").decide(none)).isEqualTo(Decision.ALWAYS_MATCHES);
    assertThat(bind("f == 4.0").decide(none)).isEqualTo(Decision.CANNOT_MATCH);
    assertThat(bind("f != 4.0").decide(none)).isEqualTo(Decision.CANNOT_MATCH);
    assertThat(bind("not (f > 1)").decide(none)).isEqualTo(Decision.ALWAYS_MATCHES);
  }
}
