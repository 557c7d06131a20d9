namespace PeppaApi.Accounts;

/// <summary>Names of who may come in where.</summary>
public static class AccountPolicies
{
    /// <summary>Pages for operators: signed in by cookie, in the admin role.</summary>
    public const string AdminOnly = "AdminOnly";

    /// <summary>Pages for acts on the account itself: whoever is signed in proved a short while ago who they are.</summary>
    public const string Confirmed = "Confirmed";

    /// <summary>Scripts: an access token and nothing else. A cookie does not count, so no other site can act for a visitor.</summary>
    public const string Api = "Api";

    /// <summary>Scripts of operators.</summary>
    public const string ApiAdmin = "ApiAdmin";
}
