using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>
/// One version of the prices of a model, in nano-dollars. Never edited: a new price is a new row with a later
/// <see cref="EffectiveFrom"/>, so that a charge can always be computed again from the row that it names.
/// </summary>
public sealed class ModelPrice : ITokenPrices
{
    public long Id { get; set; }

    public required string Model { get; set; }

    public string? Vendor { get; set; }

    /// <summary>chat, completion, embedding, rerank, image, audio, video or moderation.</summary>
    public string Kind { get; set; } = "chat";

    public DateTimeOffset EffectiveFrom { get; set; }

    public long InputPerMillion { get; set; }

    public long OutputPerMillion { get; set; }

    public long? CachedInputPerMillion { get; set; }

    public long? CacheWritePerMillion { get; set; }

    public long? CacheWriteHourPerMillion { get; set; }

    public long? AudioInputPerMillion { get; set; }

    public long? ImageInputPerMillion { get; set; }

    public long? ReasoningPerMillion { get; set; }

    public long? AudioOutputPerMillion { get; set; }

    public long? ImageOutputPerMillion { get; set; }

    /// <summary>Other prices of tokens for requests with much input, by rising <see cref="PriceTier.AboveInputTokens"/>.</summary>
    public IReadOnlyList<PriceTier> Tiers { get; set; } = [];

    /// <summary>Price of one call, whatever it used; with it no other price applies.</summary>
    public long? PerCall { get; set; }

    /// <summary>Price of one picture of any size and quality that <see cref="ImagePrices"/> does not name.</summary>
    public long? PerImage { get; set; }

    /// <summary>Prices of pictures by size and quality; where the kind is video, of a second by size.</summary>
    public IReadOnlyList<ImagePrice> ImagePrices { get; set; } = [];

    /// <summary>Price of one second of audio or video; counted in milliseconds.</summary>
    public long? PerSecond { get; set; }

    /// <summary>Price of a million characters, for speech.</summary>
    public long? CharactersPerMillion { get; set; }

    /// <summary>Price of one piece of whatever else is counted: a search, a document ranked.</summary>
    public long? PerUnit { get; set; }

    /// <summary>Official discount in parts per million: 500,000 is half of the vendor's price.</summary>
    public long DiscountParts { get; set; } = 1_000_000;

    /// <summary>The most tokens that the model writes in one answer, when the vendor states it.</summary>
    public int? MaxOutputTokens { get; set; }

    public string? Note { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ModelPrice>
    {
        public void Configure(EntityTypeBuilder<ModelPrice> builder)
        {
            builder.ToTable("model_prices", table => table.HasCheckConstraint(
                "ck_model_prices_not_negative",
                "input_per_million >= 0 AND output_per_million >= 0 AND coalesce(cached_input_per_million, 0) >= 0 " +
                "AND coalesce(cache_write_per_million, 0) >= 0 AND coalesce(per_call, 0) >= 0 AND discount_parts >= 0"));
            builder.Property(price => price.Tiers).HasConversion<JsonListConverter<PriceTier>, JsonListComparer<PriceTier>>().HasDefaultValueSql("'[]'");
            builder.Property(price => price.ImagePrices).HasConversion<JsonListConverter<ImagePrice>, JsonListComparer<ImagePrice>>().HasDefaultValueSql("'[]'");
            builder.Property(price => price.Model).HasMaxLength(200);
            builder.Property(price => price.Vendor).HasMaxLength(50);
            builder.Property(price => price.Kind).HasMaxLength(20);
            builder.Property(price => price.Note).HasMaxLength(200);
            builder.HasIndex(price => new { price.Model, price.EffectiveFrom }).IsUnique();
        }
    }
}
