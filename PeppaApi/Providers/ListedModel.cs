namespace PeppaApi.Providers;

/// <summary>A model as a client sees it in a list.</summary>
/// <param name="Vendor">Who made it, in small letters.</param>
public sealed record ListedModel(string Id, string Vendor, DateTimeOffset Created);
