namespace PeppaApi.Components.Pages.Search;

/// <summary>What a hit is.</summary>
public enum HitKind
{
    Page,
    Setting,
    Model,
    Token,
    User,
    Channel,
}

/// <summary>One place to go.</summary>
/// <param name="Beside">What tells it from others of its name.</param>
public sealed record SearchHit(HitKind Kind, string Name, string Address, string Beside = "");
