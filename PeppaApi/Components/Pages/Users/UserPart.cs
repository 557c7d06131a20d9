namespace PeppaApi.Components.Pages.Users;

/// <summary>What the page of a user shows.</summary>
public enum UserPart
{
    Overview,
    Credit,
    Tokens,
    Security,

    /// <summary>For admins alone.</summary>
    Audit,
}
