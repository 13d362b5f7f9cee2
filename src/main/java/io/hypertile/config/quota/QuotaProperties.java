package io.hypertile.config.quota;

import io.hypertile.config.rule.LeastBytes;
import io.hypertile.quota.Amount;
import io.hypertile.quota.Quota;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Quotas of collections.
 *
 * @param quotas quotas by name, each with patterns of collections, and with bytes, arrays or both
 */
@Validated
@ConfigurationProperties("hypertile")
record QuotaProperties(
    @DefaultValue @NotNull
        Map<
                @Pattern(
                    regexp = "[a-z][a-z0-9-]{0,62}",
                    message = "must be named by lower-case letters, digits and dashes")
                String,
                @Valid Room>
            quotas) {
  /**
   * Most that collections may hold.
   *
   * @param collections patterns of the names of the collections that it is for
   * @param bytes bytes of their files or objects; 0 for any number
   * @param arrays arrays, datasets or partitions; 0 for any number
   * @param together whether all these collections have it together; otherwise each has it by itself
   */
  record Room(
      @DefaultValue("*") @NotEmpty List<String> collections,
      @DefaultValue("0B") @NotNull @LeastBytes(0) DataSize bytes,
      @DefaultValue("0") @Min(0) long arrays,
      @DefaultValue("false") boolean together) {}

  /** The quotas as they are asked. */
  List<Quota> all() {
    return quotas.entrySet().stream()
        .map(each -> {
          Room room = each.getValue();
          Amount most = new Amount(room.bytes().toBytes(), room.arrays());
          return new Quota(
              Quota.Holder.COLLECTIONS, each.getKey(), room.collections(), room.together(), most);
        })
        .toList();
  }
}
