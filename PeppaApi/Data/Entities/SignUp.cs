using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>
/// Somebody who wants to become a user and has not shown yet that the mail address is theirs; afterwards the record of how
/// they came. Until then there is no <see cref="User"/>, so nobody's name or address is taken by someone who cannot read its mail.
/// </summary>
public sealed class SignUp
{
    public long Id { get; set; }

    /// <summary>Keyed hash of what the browser that signed up holds.</summary>
    public required string HandleHash { get; set; }

    public required string UserName { get; set; }

    public required string Email { get; set; }

    /// <summary>The form of the address by which one person's aliases are recognised.</summary>
    public required string PersonKey { get; set; }

    /// <summary>Gone once there is a user.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Culture of the page on which they signed up; mails are in it.</summary>
    public required string Language { get; set; }

    public SignUpState State { get; set; }

    /// <summary>The address belongs to a user already: the browser sees the same pages, and no code is ever right.</summary>
    public bool Decoy { get; set; }

    /// <summary>Keyed hash of the six digits; none once there were too many wrong ones.</summary>
    public string? CodeHash { get; set; }

    public string? LinkHash { get; set; }

    public DateTimeOffset CodeExpiresAt { get; set; }

    public int WrongCodes { get; set; }

    public int MailsSent { get; set; }

    public DateTimeOffset LastMailAt { get; set; }

    public long? InviterId { get; set; }

    /// <summary>Where they came from: the address, or the network of an IPv6 address. Forgotten after a while.</summary>
    public string? Address { get; set; }

    public int AgreementVersion { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    public long? UserId { get; set; }

    /// <summary>The user that it became.</summary>
    public User? User { get; set; }

    /// <summary>When gift and reward were seen to; none while that is still to be done.</summary>
    public DateTimeOffset? GiftsAt { get; set; }

    /// <summary>What the inviter got, in nano-dollars; the grant is the ledger's.</summary>
    public long Reward { get; set; }

    /// <summary>Why the inviter got nothing.</summary>
    public NoReward? NoReward { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SignUp>
    {
        public void Configure(EntityTypeBuilder<SignUp> builder)
        {
            builder.ToTable("sign_ups");
            builder.Property(row => row.HandleHash).HasMaxLength(64);
            builder.Property(row => row.UserName).HasMaxLength(64);
            builder.Property(row => row.Email).HasMaxLength(254);
            builder.Property(row => row.PersonKey).HasMaxLength(300);
            builder.Property(row => row.Language).HasMaxLength(20);
            builder.Property(row => row.CodeHash).HasMaxLength(64);
            builder.Property(row => row.LinkHash).HasMaxLength(64);
            builder.Property(row => row.Address).HasMaxLength(50);
            // Of two that complete it at the same time, one finds that it changed.
            builder.Property(row => row.State).IsConcurrencyToken();
            builder.HasIndex(row => row.HandleHash).IsUnique();
            builder.HasIndex(row => row.LinkHash);
            builder.HasIndex(row => row.PersonKey);
            builder.HasIndex(row => new { row.Address, row.CreatedAt });
            builder.HasIndex(row => row.InviterId);
            builder.HasIndex(row => row.UserId).IsUnique();
            builder.HasOne(row => row.User).WithOne().HasForeignKey<SignUp>(row => row.UserId).OnDelete(DeleteBehavior.SetNull);
            builder.HasOne<User>().WithMany().HasForeignKey(row => row.InviterId).OnDelete(DeleteBehavior.SetNull);
        }
    }
}

public enum SignUpState
{
    /// <summary>Waits for the code.</summary>
    Pending,

    /// <summary>The address is theirs, but the name was taken meanwhile: waits for another.</summary>
    NameTaken,

    /// <summary>Became a user.</summary>
    Completed,

    /// <summary>Too late, or the address became another user's.</summary>
    Lapsed,
}

/// <summary>Why an invite earns nothing.</summary>
public enum NoReward
{
    /// <summary>Invited and inviter are one person by their mail addresses.</summary>
    SamePerson,

    /// <summary>Invited and inviter signed up from the same network address.</summary>
    SameAddress,

    /// <summary>Another of this inviter's invited people signed up from the same network address.</summary>
    SameAddressAsOther,

    /// <summary>The chain of invites leads back to the same person or network address.</summary>
    Ring,

    /// <summary>The inviter was disabled.</summary>
    InviterDisabled,

    /// <summary>Rewards were switched off.</summary>
    Off,
}
