using Microsoft.AspNetCore.Identity;

namespace PeppaApi.Data.Entities;

/// <summary>What a person may do. Every signed-in person is a user; operators are <see cref="Admin"/>.</summary>
public sealed class Role : IdentityRole<long>
{
    public const string Admin = "admin";
}
