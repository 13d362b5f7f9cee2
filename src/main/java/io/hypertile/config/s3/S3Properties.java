package io.hypertile.config.s3;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The protocol of S3 at {@code /s3}, for programs that read and write Zarr through it.
 *
 * @param enabled whether it is served
 * @param checkDocuments whether objects with the name zarr.json must be documents of Zarr; false
 *     takes any bytes, as test suites of stores put them
 */
@Validated
@ConfigurationProperties("hypertile.s3")
record S3Properties(
    @DefaultValue("false") boolean enabled, @DefaultValue("true") boolean checkDocuments) {}
