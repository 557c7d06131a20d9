using Microsoft.AspNetCore.Identity;

namespace PeppaApi.Data.Entities;

/// <summary>What a person may do. Every signed-in person is a user; who runs the place is <see cref="Operator"/> or <see cref="Admin"/>.</summary>
public sealed class Role : IdentityRole<long>
{
    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    /// <summary>Everything but settings, prices, and whoever else is operator or admin.</summary>
    public const string Operator = "operator";

    /// <summary>Nobody is given this one; it is how people without another are called.</summary>
    public const string User = "user";

    /// <summary>Who is above whom.</summary>
    public static int Rank(string role) => role switch { Admin => 2, Operator => 1, _ => 0 };
}
