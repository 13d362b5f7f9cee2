package io.hypertile.config.backup;

import io.hypertile.backup.BackupTarget;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Backups that the server makes of its storage.
 *
 * @param directory directory that holds the targets of backups, apart from the storage; without it
 *     the server makes none
 * @param keep finished backups of a target that stay when another one is finished; 0 for all
 */
@Validated
@ConfigurationProperties("hypertile.backup")
record BackupProperties(
    @Nullable Path directory, @DefaultValue(BackupTarget.USUAL_KEEP) @Min(0) int keep) {}
